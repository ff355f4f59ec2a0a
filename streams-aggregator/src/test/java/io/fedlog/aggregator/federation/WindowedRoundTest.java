package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Normalise;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.StalenessFunction;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.WindowRules;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds whose decisions are windows, through the whole topology. */
class WindowedRoundTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final String MODEL = "m";

  @Test
  void shouldMoveTheModelByItsUpdates_whenSomeAreStale() {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = defined(bench, 2, 3);
      Update a1 = update("a", 1, 11);
      Update b1 = update("b", 1, 12);
      Update c1 = update("c", 1, 13);
      Update a2 = update("a", 2, 14);
      upload(bench, round, 1, a1, b1);
      bench.advance(MOMENT);
      assertThat(bench.state("w").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);
      assertThat(bench.state("w").getModelVersion()).isEqualTo(2);
      upload(bench, round, 1, c1);
      upload(bench, round, 2, a2);
      bench.advance(MOMENT);

      float[] first = floats(bench.model(MODEL, 1));
      float[] second = floats(bench.model(MODEL, 2));
      float[] third = floats(bench.model(MODEL, 3));
      double n1 = a1.weight() + b1.weight();
      double n2 = c1.weight() + a2.weight();
      for (int i = 0; i < PARAMETERS; i++) {
        double mean =
            (a1.weight() * (double) a1.values()[i] + b1.weight() * (double) b1.values()[i]) / n1;
        assertThat((double) second[i]).isCloseTo(mean, within(1e-5));
        // c is one window behind, and weighs (1 + 1)^-1
        double moved =
            0.5 * c1.weight() * ((double) c1.values()[i] - first[i])
                + a2.weight() * ((double) a2.values()[i] - second[i]);
        assertThat((double) third[i]).isCloseTo(second[i] + moved / n2, within(1e-5));
      }
      assertThat(manifest(bench, 3).getBaseVersion()).isEqualTo(2);
      assertThat(manifest(bench, 3).getCohortSize()).isEqualTo(2);

      // c weighs half of its rows
      assertThat(told(bench, 2))
          .containsExactlyInAnyOrder(
              "a staleness 0.0 of " + a1.weight(),
              "a weight " + a1.weight() / n1 + " of " + a1.weight(),
              "b staleness 0.0 of " + b1.weight(),
              "b weight " + b1.weight() / n1 + " of " + b1.weight());
      assertThat(told(bench, 3))
          .containsExactlyInAnyOrder(
              "c staleness 1.0 of " + c1.weight(),
              "c weight " + c1.weight() / n2 / 2 + " of " + c1.weight(),
              "a staleness 0.0 of " + a2.weight(),
              "a weight " + a2.weight() / n2 + " of " + a2.weight());

      assertThat(cohort(bench, 2)).containsExactly("a from 1", "b from 1");
      assertThat(cohort(bench, 3)).containsExactly("c from 1", "a from 2");
      assertThat(bench.all(Topics.STORE_METRICS))
          .allSatisfy(
              metric ->
                  assertThat(metric.getWindowNumber() + 1L).isEqualTo(metric.getModelVersion()));

      RoundMetrics metrics = finished(bench);
      assertThat(metrics.getAttemptsAggregated()).isEqualTo(4);
      assertThat(metrics.getChunksAggregated()).isEqualTo(12);
      assertThat(metrics.getModelVersion()).isEqualTo(3);
      assertThat(metrics.getBaseVersion()).isEqualTo(1);
      assertThat(metrics.getWindowsMade()).isEqualTo(2);
      assertThat(metrics.getWindowsLost()).isZero();
      assertThat(metrics.getStalenessMeanWindows()).isEqualTo(0.25); // c's, of four updates
      assertThat(metrics.getStalenessMaxWindows()).isEqualTo(1);
      assertThat(metrics.getTrainingSamples()).isEqualTo((long) (n1 + n2));
      assertThat(metrics.getWeightTotal()).isEqualTo((long) (n1 + n2));
      assertThat(metrics.getJoiningMs()).isNull();
      assertThat(metrics.getMakingMs()).isNull();
      assertThat(metrics.getPrivacyEpsilon()).isNull();
      assertThat(metrics.getMasked()).isFalse();
      assertThat(bench.reasons()).isEmpty();
    }
  }

  /** Whom the audit topic names as a version's. */
  private static List<String> cohort(Bench bench, long version) {
    return bench.all(Topics.AUDIT).stream()
        .filter(event -> event.getEvent().equals("round_cohort"))
        .filter(event -> event.getDetails().get("version").equals(Long.toString(version)))
        .flatMap(event -> event.getCohort().stream())
        .map(member -> member.getStoreId() + " from " + member.getBaseVersion())
        .toList();
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(longs = {0, 140_000, 2_000_000, Bench.AMPLE_MEMORY})
  void shouldMakeTheSameBytes_whenUpdatesComeInAnotherOrder(long memory) {
    byte[] expected = new byte[0];
    for (int seed = 0; seed < 3; seed++) {
      try (Bench bench = withFirstVersion(memory)) {
        RoundDefinition round = defined(bench, 4, 3);
        List<ProducerRecord<String, byte[]>> mixed = new ArrayList<>();
        for (int store = 0; store < 4; store++) {
          mixed.addAll(records(bench, round, 1, update("s" + store, 1, store)));
        }
        Collections.shuffle(mixed, new Random(seed));
        mixed.forEach(bench::pipe);
        bench.advance(MOMENT);

        byte[] made = bench.model(MODEL, 2);
        assertThat(made).hasSize(4 * PARAMETERS);
        expected = seed == 0 ? made : expected;
        assertThat(made).isEqualTo(expected);
        assertThat(bench.sumMemory.usedBytes()).isZero();
      }
    }
  }

  @Test
  void shouldCountAnUpdateOnce_whenItComesAgainOrBesideAnother() {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = defined(bench, 2, 3);
      Update a1 = update("a", 1, 11);
      upload(bench, round, 1, a1);
      upload(bench, round, 1, a1); // again, while it waits
      upload(bench, round, 1, update("a", 2, 12)); // beside it
      upload(bench, round, 1, update("b", 1, 13));
      bench.advance(MOMENT);
      upload(bench, round, 1, a1); // again, in the window that was made
      bench.advance(MOMENT);
      upload(bench, round, 2, update("a", 3, 14), update("b", 2, 15));
      bench.advance(MOMENT);
      upload(bench, round, 1, a1); // again, when nothing of it is left
      bench.advance(MOMENT);

      RoundMetrics metrics = finished(bench);
      assertThat(metrics.getModelVersion()).isEqualTo(3);
      assertThat(metrics.getAttemptsReceived()).isEqualTo(5);
      assertThat(metrics.getAttemptsAggregated()).isEqualTo(4);
      assertThat(metrics.getAttemptsDuplicate()).isEqualTo(1);
      assertThat(metrics.getChunksReceived()).isEqualTo(24);
      assertThat(metrics.getChunksAggregated()).isEqualTo(12);
      assertThat(metrics.getChunksDuplicate() + metrics.getChunksLate()).isEqualTo(12);
    }
  }

  @Test
  void shouldRefuseWhatIsTooStaleAndTakeTheNext_whenAStoreIsFarBehind() {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = defined(bench, 1, 0);
      upload(bench, round, 1, update("a", 1, 11));
      bench.advance(MOMENT);

      upload(bench, round, 1, update("b", 1, 12));
      bench.advance(MOMENT);
      assertThat(bench.reasons()).containsExactly("too_stale");
      upload(bench, round, 2, update("b", 2, 13));
      bench.advance(MOMENT);

      RoundMetrics metrics = finished(bench);
      assertThat(metrics.getModelVersion()).isEqualTo(3);
      assertThat(metrics.getAttemptsRejectedByReason()).containsEntry("too_stale", 1L);
      assertThat(metrics.getChunksRejected()).isEqualTo(3);
    }
  }

  @Test
  void shouldHoldNoMoreRows_whenManyWindowsHavePassed() {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = defined(bench, 2, 3);
      int receipts = 0;
      int attempts = 0;
      for (int window = 1; window <= 12; window++) {
        List<ProducerRecord<String, byte[]>> stopped =
            records(bench, round, window, update("c", window, window)).subList(0, 2);
        stopped.forEach(bench::pipe);
        upload(
            bench,
            round,
            window,
            update("a", window, 2L * window),
            update("b", window, 2L * window + 1));
        bench.advance(MOMENT);
        if (window == 2) {
          receipts = bench.rows("chunk-receipts");
          attempts = bench.rows("chunk-attempts");
        }
      }

      assertThat(bench.state("w").getModelVersion()).isEqualTo(13);
      assertThat(bench.rows("chunk-receipts")).isEqualTo(receipts);
      assertThat(bench.rows("chunk-attempts")).isEqualTo(attempts);
      RoundMetrics metrics = finished(bench);
      assertThat(metrics.getChunksAggregated()).isEqualTo(72);
      assertThat(metrics.getChunksIncomplete()).isEqualTo(24);
    }
  }

  @Test
  void shouldCloseOnTimeAndLeaveTheRestUnused_whenFewCome() {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = defined(bench, 10, 3);
      upload(bench, round, 1, update("a", 1, 11));
      bench.advance(Duration.ofSeconds(61));
      assertThat(bench.state("w").getModelVersion()).isEqualTo(2);

      upload(bench, round, 2, update("a", 2, 12));
      bench.advance(MOMENT);
      RoundMetrics metrics = finished(bench);
      assertThat(metrics.getAttemptsUnusedNotSelected()).isEqualTo(1);
      assertThat(metrics.getChunksUnused()).isEqualTo(3);
    }
  }

  @Test
  void shouldKeepWhatUpdatesMayBeTrainedFrom_whenOthersMakeVersionsBetweenWindows() {
    try (Bench bench = withFirstVersion(1, Bench.AMPLE_MEMORY)) { // one version is kept
      RoundDefinition round = defined(bench, 1, 2);
      for (int window = 1; window <= 3; window++) {
        RoundDefinition between =
            Definitions.weighted("between-" + window, MODEL, PARAMETERS, 1)
                .setBase(base(2L * window - 1))
                .build();
        bench.define(between);
        bench.upload(between, Update.draw("store-0", PARAMETERS, window));
        bench.advance(MOMENT);
        upload(bench, round, 1, update("slow", window, window)); // up to two windows behind
        bench.advance(MOMENT);
        bench.command(command(Action.RETIRE, between.getRoundId()));
      }

      // 1 began it, 3, 5 and 7 are its windows, 2, 4 and 6 were made between
      assertThat(manifest(bench, 7).getBaseVersion()).isEqualTo(5);
      assertThat(bench.reasons()).isEmpty();
      assertThat(versions(bench)).containsExactly(1L, 3L, 5L, 7L);
      upload(bench, round, 7, update("slow", 4, 4));
      bench.advance(MOMENT);
      assertThat(versions(bench)).containsExactly(1L, 5L, 7L, 8L);
      finished(bench);
    }
  }

  @Test
  void shouldRefuseTheDefinition_whenStalenessWouldCancelOut() {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = round(1, 3);
      bench.define(
          RoundDefinition.newBuilder(round)
              .setWindows(
                  WindowRules.newBuilder(round.getWindows())
                      .setNormalise(Normalise.WEIGHTS)
                      .build())
              .build());

      assertThat(bench.state("w").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("w").getReason()).contains("staleness would cancel");
    }
  }

  private static Bench withFirstVersion(long memory) {
    return withFirstVersion(50, memory);
  }

  private static Bench withFirstVersion(int versionsKept, long memory) {
    Bench bench = new Bench(versionsKept, memory);
    RoundDefinition first = Definitions.weighted("first", MODEL, PARAMETERS, 1).build();
    bench.define(first);
    bench.upload(first, Update.draw("store-0", PARAMETERS, 99));
    bench.advance(MOMENT);
    assertThat(bench.state("first").getModelVersion()).isEqualTo(1);
    return bench;
  }

  private static RoundDefinition defined(Bench bench, int updates, int maxStaleness) {
    RoundDefinition round = round(updates, maxStaleness);
    bench.define(round);
    return round;
  }

  private static RoundDefinition round(int updates, int maxStaleness) {
    return Definitions.weighted("w", MODEL, PARAMETERS, 0)
        .setTargetCount(0)
        .setTargetPages(0)
        .setMinStores(1)
        .setThreshold("0")
        .setDeadlineMs(3_600_000)
        .setBase(base(1))
        .setWindows(
            WindowRules.newBuilder()
                .setUpdates(updates)
                .setWindowMs(60_000)
                .setMaxStaleness(maxStaleness)
                .setStaleness(StalenessFunction.POLYNOMIAL)
                .setA(1)
                .build())
        .build();
  }

  private static ModelReference base(long version) {
    return new ModelReference(MODEL, version, "0".repeat(64));
  }

  private static Update update(String store, long attempt, long seed) {
    return Update.draw(store, PARAMETERS, seed).retry(attempt, 1);
  }

  private static List<ProducerRecord<String, byte[]>> records(
      Bench bench, RoundDefinition round, long base, Update update) {
    return bench.records(RoundDefinition.newBuilder(round).setBase(base(base)).build(), update);
  }

  private static void upload(Bench bench, RoundDefinition round, long base, Update... updates) {
    Arrays.stream(updates)
        .forEach(update -> records(bench, round, base, update).forEach(bench::pipe));
  }

  private static ModelManifest manifest(Bench bench, long version) {
    return bench.all(Topics.GLOBAL_MODELS).stream()
        .map(record -> record.getBody())
        .filter(ModelManifest.class::isInstance)
        .map(ModelManifest.class::cast)
        .filter(manifest -> manifest.getVersion() == version)
        .findFirst()
        .orElseThrow();
  }

  /** What fl.metrics.stores says of the updates in a version. */
  private static List<String> told(Bench bench, long version) {
    return bench.all(Topics.STORE_METRICS).stream()
        .filter(metric -> metric.getModelVersion() == version)
        .map(
            metric -> {
              assertThat(metric.getPhase()).isEqualTo("aggregate");
              assertThat(metric.getRoundId()).isEqualTo("w");
              return "%s %s %s of %d"
                  .formatted(
                      metric.getStoreId(),
                      metric.getMetricName(),
                      metric.getMetricValue(),
                      metric.getSamples());
            })
        .toList();
  }

  /** Versions that are on the log and not forgotten. */
  private static Set<Long> versions(Bench bench) {
    Set<Long> versions = new TreeSet<>();
    for (TestRecord<String, byte[]> record : bench.out(Topics.GLOBAL_MODELS)) {
      if (record.key().matches(MODEL + "/[0-9]+")) {
        long version = Long.parseLong(record.key().substring(MODEL.length() + 1));
        boolean unused = record.value() == null ? versions.remove(version) : versions.add(version);
      }
    }
    return versions;
  }

  private static Command command(Action action, String roundId) {
    return Command.newBuilder()
        .setCommandId(action + " " + roundId)
        .setAction(action)
        .setModelType(MODEL)
        .setRoundId(roundId)
        .setIssuedBy("ann")
        .setIssuedAt(Instant.EPOCH)
        .build();
  }

  private static RoundMetrics finished(Bench bench) {
    bench.command(command(Action.FINISH, "w"));
    bench.advance(MOMENT);
    assertThat(bench.state("w").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    RoundMetrics metrics = bench.metrics("w");
    Law.holds(metrics);
    return metrics;
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
