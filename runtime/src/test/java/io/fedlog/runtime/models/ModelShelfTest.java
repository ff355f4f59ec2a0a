package io.fedlog.runtime.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelReference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ModelShelfTest {

  private final ModelShelf shelf = new ModelShelf((type, version) -> true);
  private long offset;

  @Test
  void shouldGiveTheModel_whenItsManifestComesLast() {
    CompletableFuture<Model> model = shelf.model(Versions.reference(1));
    chunk(1, 2);
    chunk(1, 0);
    chunk(1, 1);
    assertThat(model).isNotDone();

    assertThat(shelf.put(Versions.manifest(1))).isTrue();

    assertThat(model.join().toByteArray()).isEqualTo(Versions.bytes(1));
  }

  @Test
  void shouldGiveTheModel_whenItsManifestComesFirst() {
    shelf.put(Versions.manifest(1));
    CompletableFuture<Model> model = shelf.model(Versions.reference(1));
    chunk(1, 0);
    chunk(1, 1);
    assertThat(model).isNotDone();

    chunk(1, 2);

    assertThat(model.join().toByteArray()).isEqualTo(Versions.bytes(1));
  }

  @Test
  void shouldNotBeNews_whenAManifestComesTwice() {
    assertThat(shelf.put(Versions.manifest(1))).isTrue();
    assertThat(shelf.put(Versions.manifest(1))).isFalse();
  }

  @Test
  void shouldRefuse_whenTheBytesAreNotThoseOfTheManifest() {
    String other = Versions.manifest(2).getSha256();
    CompletableFuture<Model> model = shelf.model(new ModelReference(Versions.TYPE, 1L, other));
    whole(1);

    shelf.put(Versions.manifest(1, other));

    assertThatThrownBy(model::join).hasCauseInstanceOf(DamagedModelException.class);
  }

  @Test
  void shouldRefuse_whenTheAskerNamesAnotherHash() {
    whole(1);
    shelf.put(Versions.manifest(1));

    CompletableFuture<Model> model =
        shelf.model(new ModelReference(Versions.TYPE, 1L, "00".repeat(32)));

    assertThatThrownBy(model::join)
        .hasMessageContainingAll("00".repeat(32), Versions.manifest(1).getSha256());
  }

  @Test
  void shouldRefuse_whenAChunkHasAnotherDigest() {
    whole(1);
    ModelChunk sound = Versions.chunk(1, 1);
    ByteBuffer broken = ByteBuffer.allocate(sound.getPayload().remaining());
    shelf.put(
        new ModelChunk(Versions.TYPE, 1L, 1, sound.getDigest(), broken, null), new Position(0, 9));
    CompletableFuture<Model> model = shelf.model(Versions.reference(1));

    shelf.put(Versions.manifest(1));

    assertThatThrownBy(model::join).hasCauseInstanceOf(DamagedModelException.class);
  }

  @Test
  void shouldAskForOldChunksAgain_whenTheirVersionIsNotAmongTheNewest() {
    // Version 1 comes last, so that its bytes were never in memory.
    for (long version : new long[] {2, 3, 4, 1}) {
      whole(version);
      shelf.put(Versions.manifest(version));
    }
    assertThat(shelf.readBacks()).isEmpty();

    CompletableFuture<Model> newer = shelf.model(Versions.reference(3));
    CompletableFuture<Model> older = shelf.model(Versions.reference(1));

    assertThat(newer).isCompleted();
    assertThat(shelf.readBacks()).extracting(ReadBack::chunk).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(shelf.readBacks()).allMatch(wanted -> wanted.version() == 1);
    whole(1);
    assertThat(older.join().toByteArray()).isEqualTo(Versions.bytes(1));
    assertThat(shelf.readBacks()).isEmpty();
  }

  @Test
  void shouldNameThePromotedVersion_whenThereIsAPointer() {
    shelf.put(Versions.manifest(1));
    shelf.put(Versions.manifest(2));
    assertThat(shelf.promoted(Versions.TYPE)).contains(Versions.manifest(2));

    shelf.put(new ModelPointer(Versions.TYPE, 1L, Instant.EPOCH, "operator"));

    assertThat(shelf.promoted(Versions.TYPE)).contains(Versions.manifest(1));
    assertThat(shelf.newest(Versions.TYPE)).contains(Versions.manifest(2));
  }

  @Test
  void shouldForgetAVersion_whenItsRecordsAreDeleted() {
    whole(1);
    shelf.put(Versions.manifest(1));

    shelf.remove(Versions.TYPE + "/1");

    assertThat(shelf.newest(Versions.TYPE)).isEmpty();
  }

  @Test
  void shouldTellThoseWhoWait_whenAVersionIsDeleted() {
    CompletableFuture<Model> waiting = shelf.model(Versions.reference(1));
    shelf.put(Versions.manifest(1));

    shelf.remove(Versions.TYPE + "/1/0");
    assertThat(waiting).isNotDone();
    shelf.remove(Versions.TYPE + "/1");

    assertThat(waiting).isCompletedExceptionally();
    assertThatThrownBy(waiting::join)
        .hasCauseInstanceOf(ForgottenModelException.class)
        .hasMessageContaining("/1 is no longer on the log");
    assertThat(shelf.model(Versions.reference(1))).isCompletedExceptionally();
  }

  @Test
  void shouldKnowThatItWasDeleted_whenOnlyTheDeletionIsOnTheLog() {
    shelf.remove(Versions.TYPE + "/7");
    shelf.remove(Versions.TYPE + "/promoted");

    assertThat(shelf.model(Versions.reference(7))).isCompletedExceptionally();
    assertThat(shelf.model(Versions.reference(8))).isNotDone();
    whole(7);
    shelf.put(Versions.manifest(7));
    assertThat(shelf.model(Versions.reference(7))).isCompleted();
  }

  private void whole(long version) {
    for (int index = 0; index < 3; index++) {
      chunk(version, index);
    }
  }

  private void chunk(long version, int index) {
    shelf.put(Versions.chunk(version, index), new Position(0, offset++));
  }
}
