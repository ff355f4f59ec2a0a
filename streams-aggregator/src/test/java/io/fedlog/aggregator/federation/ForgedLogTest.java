package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.LogSource;
import io.fedlog.aggregator.replay.ReplayedRound;
import io.fedlog.aggregator.replay.RoundComparer;
import io.fedlog.aggregator.replay.RoundComparison;
import io.fedlog.aggregator.replay.RoundComparison.Outcome;
import io.fedlog.aggregator.replay.RoundLogReplay;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is changed of what was published, or of the log, a replay finds and names it. */
class ForgedLogTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final Bench bench = new Bench();

  @BeforeEach
  void play() {
    RoundDefinition round = define("r", 2);
    bench.upload(
        round, Update.draw("store-0", PARAMETERS, 1), Update.draw("store-1", PARAMETERS, 2));
    bench.advance(MOMENT);
    RoundDefinition late = define("late", 2);
    bench.upload(late, Update.draw("store-0", PARAMETERS, 3));
    bench.advance(Duration.ofMinutes(3));
    RoundDefinition unwanted = define("unwanted", 2);
    bench.upload(unwanted, Update.draw("store-1", PARAMETERS, 4));
    bench.command(
        Command.newBuilder()
            .setCommandId("c")
            .setAction(Action.CANCEL)
            .setModelType("m")
            .setRoundId("unwanted")
            .setReason("not wanted")
            .setIssuedBy("ann")
            .setIssuedAt(Instant.EPOCH)
            .build());
    bench.advance(MOMENT);
    define("open", 2);
    bench.advance(MOMENT);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldMatch_whenNothingWasChanged() {
    List<RoundComparison> rounds = compare(log(), bench.updates());

    assertThat(rounds)
        .extracting(RoundComparison::roundId, RoundComparison::status, RoundComparison::outcome)
        .containsExactly(
            tuple("r", "completed", Outcome.MATCHES),
            tuple("late", "failed", Outcome.MATCHES),
            tuple("unwanted", "cancelled", Outcome.MATCHES),
            tuple("open", "created", Outcome.OPEN));
    RoundComparison made = rounds.get(0);
    assertThat(made.versions()).containsExactly(1L);
    assertThat(made.compared().decisions()).isEqualTo(1);
    assertThat(made.compared().chunks()).isEqualTo(3);
    assertThat(made.compared().bytes()).isEqualTo(4L * PARAMETERS);
  }

  @Test
  void shouldNameTheStore_whenAnUpdateIsNotWhatWasAdmitted() {
    KeptLog forged =
        bench
            .updates()
            .changed(
                bench.schemas, chunk -> of(chunk, "store-1", 1), chunk -> flipped(chunk, true));

    RoundComparison round = round(log(forged), forged, "r");

    assertDiffers(round, "chunk 1 of version 1", "the update of store store-1");
    assertThat(round.differences().toString()).doesNotContain("store-0", "chunk 0", "chunk 2");
  }

  @Test
  void shouldNameTheStore_whenAByteOfItsChunkIsFlipped() {
    KeptLog forged =
        bench
            .updates()
            .changed(
                bench.schemas, chunk -> of(chunk, "store-0", 2), chunk -> flipped(chunk, false));

    assertDiffers(round(log(forged), forged, "r"), "chunk 2 of version 1", "store-0");
  }

  @Test
  void shouldNameTheStore_whenItsUpdateIsGone() {
    KeptLog forged = bench.updates().without(bench.schemas, chunk -> of(chunk, "store-0", 0));

    assertDiffers(round(log(forged), forged, "r"), "chunk 0 of version 1", "store-0");
  }

  @Test
  void shouldNameTheDecision_whenItIsMissing() {
    BenchLog forged =
        log()
            .forge(
                Topics.ROUND_CONTROL,
                control -> control.getOrder() instanceof Decision ? null : control);

    assertDiffers(
        round(forged, bench.updates(), "r"),
        "the decision of version 1 on fl.round-control in partition 0: expected one that rests on"
            + " offset");
  }

  @Test
  void shouldNameTheField_whenTheDecisionNamesAnotherCohort() {
    BenchLog forged =
        log()
            .forge(
                Topics.ROUND_CONTROL,
                control ->
                    control.getOrder() instanceof Decision decision
                        ? RoundControl.newBuilder(control)
                            .setOrder(
                                Decision.newBuilder(decision)
                                    .setCohort(ByteBuffer.wrap(new byte[] {1}))
                                    .setCohortSize(1)
                                    .build())
                            .build()
                        : control);

    assertDiffers(
        round(forged, bench.updates(), "r"),
        "the decision of version 1 on fl.round-control, cohort in partition 0: expected 03, came"
            + " 01",
        "cohort_size in partition 0: expected 2, came 1");
  }

  @Test
  void shouldNameTheCount_whenItIsWrong() {
    BenchLog forged =
        log()
            .forge(
                Topics.ROUND_METRICS,
                metrics ->
                    RoundMetrics.newBuilder(metrics)
                        .setChunksRejected(metrics.getChunksRejected() + 1)
                        .build());

    for (String roundId : List.of("r", "late", "unwanted")) {
      assertDiffers(
          round(forged, bench.updates(), roundId),
          "the counts on fl.metrics.rounds, chunks_rejected: expected 0, came 1");
    }
  }

  @Test
  void shouldNameTheState_whenAFailureIsHidden() {
    BenchLog forged =
        log()
            .forge(
                Topics.ROUND_STATE,
                state ->
                    state.getStatus() == RoundStatus.FAILED
                        ? RoundState.newBuilder(state).setReason("bad luck").build()
                        : state);

    assertDiffers(
        round(forged, bench.updates(), "late"),
        "the state on fl.round-state, reason: expected deadline passed: 1 of 1",
        "came bad luck");
  }

  @Test
  void shouldNameTheChunk_whenItIsReplaced() {
    BenchLog forged =
        log()
            .forge(
                Topics.GLOBAL_MODELS,
                record ->
                    record.getBody() instanceof ModelChunk chunk && chunk.getChunkIndex() == 1
                        ? new ModelRecord(replaced(chunk))
                        : record);

    assertDiffers(
        round(forged, bench.updates(), "r"),
        "chunk 1 of version 1 on fl.global-models",
        "it was replaced");
  }

  @Test
  void shouldNameTheManifest_whenItHasAnotherHash() {
    BenchLog forged =
        log()
            .forge(
                Topics.GLOBAL_MODELS,
                record ->
                    record.getBody() instanceof ModelManifest manifest
                        ? new ModelRecord(
                            ModelManifest.newBuilder(manifest).setSha256("00").build())
                        : record);

    assertDiffers(
        round(forged, bench.updates(), "r"),
        "the newest manifest on fl.global-models, sha256: expected",
        "the manifest of version 1 on fl.global-models, sha256: expected");
  }

  @Test
  void shouldNameChunkAndModel_whenTheRoundLogSaysAnotherRoot() {
    BenchLog forged =
        log()
            .forge(
                Topics.ROUND_LOG,
                entry ->
                    entry.getEvent() instanceof ChunkPublished published
                            && published.getChunkIndex() == 2
                        ? RoundLogEntry.newBuilder(entry)
                            .setEvent(
                                ChunkPublished.newBuilder(published)
                                    .setRoot(ByteBuffer.wrap(new byte[32]))
                                    .build())
                            .build()
                        : entry);

    assertDiffers(round(forged, bench.updates(), "r"), "chunk 2 of version 1", "version 1, sha256");
  }

  private static void assertDiffers(RoundComparison round, String... parts) {
    assertThat(round.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(round.differences().toString()).contains(parts);
  }

  private static boolean of(UpdateChunk chunk, String storeId, int index) {
    return chunk.getRoundId().equals("r")
        && chunk.getStoreId().equals(storeId)
        && chunk.getChunkIndex() == index;
  }

  /** With one byte changed, and with the digest that goes with it. */
  private static UpdateChunk flipped(@Nullable UpdateChunk chunk, boolean digestToo) {
    byte[] bytes = bytes(chunk.getPayload());
    bytes[5] ^= 1;
    return UpdateChunk.newBuilder(chunk)
        .setPayload(ByteBuffer.wrap(bytes))
        .setDigest(digestToo ? ByteBuffer.wrap(TreeHash.of(bytes)) : chunk.getDigest())
        .build();
  }

  private static ModelChunk replaced(ModelChunk chunk) {
    byte[] bytes = bytes(chunk.getPayload());
    bytes[7] ^= 1;
    return ModelChunk.newBuilder(chunk)
        .setPayload(ByteBuffer.wrap(bytes))
        .setDigest(ByteBuffer.wrap(TreeHash.of(bytes)))
        .build();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private RoundDefinition define(String roundId, int stores) {
    RoundDefinition round = Definitions.weighted(roundId, "m", PARAMETERS, stores).build();
    bench.define(round);
    return round;
  }

  private BenchLog log() {
    return log(bench.updates());
  }

  private BenchLog log(KeptLog updates) {
    return new BenchLog(bench, updates);
  }

  private RoundComparison round(LogSource log, KeptLog updates, String roundId) {
    return compare(log, updates).stream()
        .filter(round -> round.roundId().equals(roundId))
        .findFirst()
        .orElseThrow();
  }

  private List<RoundComparison> compare(LogSource log, KeptLog updates) {
    List<ReplayedRound> rounds = RoundLogReplay.of(log, round -> true, entries -> {});
    try (LogModelMaker maker = bench.replay().maker(updates, 1 << 20)) {
      return new RoundComparer(log, maker).compare(rounds, roundId -> {});
    }
  }
}
