package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.staleness.Staleness;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RegistryDirectory;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.Window;
import io.fedlog.schemas.WindowEntry;
import io.fedlog.schemas.WindowRules;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaseChunksTest {
  private static final byte[] PAYLOAD = {0, 0, 64, 65, 0, 0, 64, 65}; // 12 and 12
  private static final byte[] NEWER = {0, 0, -128, 63, 0, 0, 0, 64}; // 1 and 2

  private static final long NOW = 1_000_000;

  private final FingerprintDirectory schemas = new FingerprintDirectory();
  private final SchemaDirectory unreachable =
      new RegistryDirectory(Map.of("schema.registry.url", "http://127.0.0.1:1"));
  private boolean away;
  private final Codecs codecs =
      Codecs.with(
          new SchemaDirectory() {
            @Override
            public int idOf(String subject, Schema schema) {
              return schemas.idOf(subject, schema);
            }

            @Override
            public Schema byId(int id) {
              return away ? unreachable.byId(id) : schemas.byId(id);
            }
          });
  private final Queue<ModelReader.Found> answers = new ArrayDeque<>();
  private final Map<String, byte[]> log =
      new HashMap<>(Map.of("m/1", encoded(manifest()), "m/1/0", encoded(chunk(1, PAYLOAD))));
  private final SumMemory memory = new SumMemory(1 << 20);
  private final SumMemory.Share share = memory.open();
  private final LiveRound round = new LiveRound(new ChunkPlan(definition(), 0, 1), share);
  private final BaseChunks bases = new BaseChunks(reader(), codecs, share);

  @Test
  void shouldAskAgain_whenTheRegistryDoesNotAnswer() {
    ChunkSum sum = round.known(0);
    away = true;
    assertThat(bases.isReady(round, 0, sum)).isFalse();
    bases.take(NOW);
    bases.take(NOW);
    assertThat(bases.isReady(round, 0, sum)).isFalse();

    away = false;
    bases.take(NOW);

    assertThat(bases.isReady(round, 0, sum)).isTrue();
    assertThat(sum.broken).isNull();
    assertThat(sum.base()).isEqualTo(ByteBuffer.wrap(PAYLOAD));
  }

  @Test
  void shouldTakeRoom_untilTheChunkIsMade() {
    ChunkSum sum = round.known(0);
    assertThat(memory.usedBytes()).isZero();

    assertThat(bases.isReady(round, 0, sum)).isFalse();

    // The base's 8 bytes, and 8 doubles for each of 2 parameters: with a header of 16 an array.
    assertThat(memory.usedBytes()).isEqualTo(8 + 16 + 8 * (16 + 16));
    sum.close();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void shouldSayThatItIsGone_whenARoundWithOneDecisionAsks() {
    log.remove("m/1/0");
    ChunkSum sum = round.known(0);
    assertThat(bases.isReady(round, 0, sum)).isFalse();
    bases.take(NOW);

    assertThat(sum.broken)
        .isEqualTo("m/1/0 of the base version: it is no longer on fl.global-models");
  }

  @Test
  void shouldTakeEachVersion_whenAWindowRestsOnSeveral() {
    log.put("m/3/0", encoded(chunk(3, NEWER)));
    LiveRound windows = decided(3, 1);
    ChunkSum sum = windows.known(0);
    assertThat(bases.isReady(windows, 0, sum)).isFalse();
    bases.take(NOW);

    assertThat(bases.isReady(windows, 0, sum)).isTrue();
    assertThat(sum.bases)
        .containsExactly(
            Map.entry(1L, ByteBuffer.wrap(PAYLOAD)), Map.entry(3L, ByteBuffer.wrap(NEWER)));
  }

  @Test
  void shouldWaitForIt_whenAWindowIsDecidedBeforeItsBaseCanBeRead() {
    LiveRound windows = decided(3, 3);
    ChunkSum sum = windows.known(0);
    assertThat(bases.isReady(windows, 0, sum)).isFalse();
    bases.take(NOW);
    bases.take(NOW + Absences.PATIENCE_MS - 1);
    assertThat(bases.isReady(windows, 0, sum)).isFalse();
    assertThat(sum.broken).isNull();

    log.put("m/3/0", encoded(chunk(3, NEWER)));
    bases.take(NOW + Absences.PATIENCE_MS - 1); // the answer of before
    bases.take(NOW + Absences.PATIENCE_MS - 1);
    assertThat(bases.isReady(windows, 0, sum)).isTrue();
    assertThat(sum.bases).containsExactly(Map.entry(3L, ByteBuffer.wrap(NEWER)));
  }

  @Test
  void shouldGiveUp_whenTheBaseOfAWindowDoesNotCome() {
    LiveRound windows = decided(3, 3);
    ChunkSum sum = windows.known(0);
    assertThat(bases.isReady(windows, 0, sum)).isFalse();
    bases.take(NOW);
    bases.take(NOW + Absences.PATIENCE_MS);

    assertThat(bases.isReady(windows, 0, sum)).isTrue();
    assertThat(sum.broken)
        .isEqualTo("m/3/0 of the base version: it is no longer on fl.global-models");
  }

  /** A round with windows from version 1, of which one is decided with one update. */
  private LiveRound decided(long newest, long base) {
    RoundDefinition definition =
        RoundDefinition.newBuilder(definition())
            .setMethod("fedavg")
            .setWindows(
                WindowRules.newBuilder().setUpdates(1).setWindowMs(1).setMaxStaleness(9).build())
            .build();
    LiveRound windows = new LiveRound(new ChunkPlan(definition, 0, 1), share);
    windows.decide(
        Decision.newBuilder()
            .setRoundId("r")
            .setVersion(newest + 1)
            .setLogOffset(1)
            .setMethod("fedavg")
            .setRosterPages(0)
            .setCohort(ByteBuffer.allocate(0))
            .setCohortSize(1)
            .setTotalWeight(1)
            .setWindow(
                new Window(
                    1L, newest, List.of(new WindowEntry("a", 1L, base, 0, Staleness.ONE, 1L))))
            .build(),
        List.of());
    assertThat(windows.begin(0)).isTrue();
    return windows;
  }

  private ModelReader reader() {
    return new ModelReader() {
      @Override
      public void request(Wanted wanted) {
        answers.add(new Found(wanted, log.get(wanted.key())));
      }

      @Override
      public @Nullable Found next() {
        return answers.poll();
      }

      @Override
      public void close() {}
    };
  }

  private byte[] encoded(Object body) {
    return codecs.models().encode(new ModelRecord(body));
  }

  private static ModelChunk chunk(long version, byte[] payload) {
    return new ModelChunk(
        "m",
        version,
        0,
        ByteBuffer.wrap(TreeHash.of(ByteBuffer.wrap(payload))),
        ByteBuffer.wrap(payload),
        null);
  }

  private static ModelManifest manifest() {
    return ModelManifest.newBuilder()
        .setModelType("m")
        .setVersion(1)
        .setRoundId("before")
        .setBaseVersion(null)
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(2)
        .setModelBytes(8)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setSha256("00")
        .setCohortSize(1)
        .setTotalWeight(1)
        .setPublishedAt(Instant.EPOCH)
        .build();
  }

  private static RoundDefinition definition() {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setBase(new ModelReference("m", 1L, "00"))
        .setMethod("fedadam")
        .setWeighting(Weighting.EQUAL)
        .setEncoding(Encoding.FLOAT32)
        .setLayout(List.of(new Tensor("w", List.of(2))))
        .setParameterCount(2)
        .setUpdateBytes(8)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setGrid(new Grid(24, 1024.0, 0, 1L, 100, 1))
        .setUpdatesTopic(Topics.updates("r").name())
        .setTargetCount(1)
        .setTargetPages(1)
        .setMinStores(1)
        .setThreshold("1.0")
        .setJoinWindowMs(60_000)
        .setDeadlineMs(120_000)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }
}
