package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds whose methods need all updates, several decisions, or the version before. */
class MethodRoundsTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 7;
  private static final Duration MOMENT = Duration.ofSeconds(6);
  private static final List<Update> UPDATES = MethodRound.updates(STORES, PARAMETERS, 0);

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(longs = {0, 500_000, 2_000_000, Bench.AMPLE_MEMORY})
  void shouldMakeTheMedian_whateverTheMemoryAndTheOrder(long bytes) throws Exception {
    float[] expected = new float[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      int column = i;
      double[] sorted =
          UPDATES.stream().mapToDouble(update -> update.values()[column]).sorted().toArray();
      expected[i] = (float) sorted[STORES / 2];
    }
    try (Bench bench = new Bench(50, bytes)) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, "median", Map.of()).build(), bytes);

      byte[] model = completed(bench, "r", 1);
      float[] values = new float[PARAMETERS];
      ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      assertThat(values).isEqualTo(expected);
      assertThat(bench.sumMemory.usedBytes()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "trimmed_mean, trim, 0.2",
    "krum, byzantine, 2",
    "multi_krum, byzantine, 1",
    "bulyan, byzantine, 1",
    "geometric_median, iterations, 9",
    "norm_clipping, tau, 100",
    "centred_clipping, tau, 100",
    "fedadam, eta, 0.5"
  })
  void shouldMakeTheSameModelAsInMemory_whateverTheOrder(String method, String name, String value)
      throws Exception {
    RoundDefinition round =
        MethodRound.of("r", PARAMETERS, STORES, method, Map.of(name, value)).build();
    byte[] expected = MethodRound.inMemory(round, null, null, UPDATES).model();
    for (long seed = 1; seed <= 2; seed++) {
      try (Bench bench = new Bench(50, seed == 1 ? Bench.AMPLE_MEMORY : 300_000)) {
        play(bench, round, seed);

        assertThat(completed(bench, "r", 1)).isEqualTo(expected);
        RoundMetrics metrics = bench.metrics("r");
        assertThat(metrics.getMeasuringMs() != null)
            .isEqualTo(Methods.named(method) instanceof MeasuredMethod);
        assertThat(metrics.getMakingMs()).isBetween(0L, metrics.getAggregationMs());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"norm_clipping", "centred_clipping"})
  void shouldBeginAtTheBase_whenClippingDifferences(String method) throws Exception {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("a", PARAMETERS, STORES, "fedavg", Map.of()).build(), 1);
      byte[] base = completed(bench, "a", 1);

      RoundDefinition next =
          MethodRound.of("b", PARAMETERS, STORES, method, Map.of("tau", "10"))
              .setBase(new ModelReference("m", 1L, bench.state("a").getModelSha256()))
              .build();
      List<Update> updates = MethodRound.updates(STORES, PARAMETERS, 100);
      play(bench, next, 2, updates);

      assertThat(completed(bench, "b", 2))
          .isEqualTo(MethodRound.inMemory(next, base, null, updates).model());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavgm", "fedadam", "fedyogi", "fedadagrad"})
  void shouldRememberItsState_whenRoundsFollowEachOther(String method) throws Exception {
    try (Bench bench = new Bench()) {
      byte[] base = null;
      byte[] state = null;
      for (int number = 1; number <= 4; number++) {
        String id = "r" + number;
        RoundDefinition.Builder round =
            MethodRound.of(id, PARAMETERS, STORES, method, Map.of("eta", "0.5"));
        if (base != null) {
          round.setBase(
              new ModelReference(
                  "m", number - 1L, bench.state("r" + (number - 1)).getModelSha256()));
        }
        List<Update> updates = MethodRound.updates(STORES, PARAMETERS, 10L * number);
        ServerStep expected = MethodRound.inMemory(round.build(), base, state, updates);
        play(bench, round.build(), number, updates);

        base = completed(bench, id, number);
        assertThat(base).isEqualTo(expected.model());
        state = expected.state().length == 0 ? null : expected.state();
      }
      assertThat(bench.out(Topics.SERVER_STATE)).hasSize(3 * 3); // none beside the first version
    }
  }

  @Test
  void shouldStartAnew_whenTheStateIsAnotherMethods() throws Exception {
    try (Bench bench = new Bench()) {
      byte[] base = null;
      String[] methods = {"fedadam", "fedadam", "fedyogi"};
      for (int number = 1; number <= 3; number++) {
        RoundDefinition.Builder round =
            MethodRound.of("r" + number, PARAMETERS, STORES, methods[number - 1], Map.of());
        if (base != null) {
          round.setBase(
              new ModelReference(
                  "m", number - 1L, bench.state("r" + (number - 1)).getModelSha256()));
        }
        play(bench, round.build(), number);
        byte[] model = completed(bench, "r" + number, number);
        if (number == 3) {
          assertThat(model)
              .isEqualTo(MethodRound.inMemory(round.build(), base, null, UPDATES).model());
        }
        base = model;
      }
    }
  }

  @Test
  void shouldLeaveOutWhatIsNotDecided_whenAnAttemptFailsAndOneIsMissing() throws Exception {
    for (String method : List.of("median", "krum")) {
      Map<String, String> parameters = method.equals("krum") ? Map.of("byzantine", "1") : Map.of();
      RoundDefinition round =
          MethodRound.of("r", PARAMETERS, STORES, method, parameters)
              .setMinStores(5)
              .setThreshold("0.7")
              .setJoinWindowMs(1000)
              .build();
      try (Bench bench = new Bench()) {
        bench.define(round);
        bench.upload(round, UPDATES.get(0).withValue(PARAMETERS - 1, Float.NaN).retry(5, 1));
        bench.records(round, UPDATES.get(6)).subList(0, 2).forEach(bench::pipe); // stops half-way
        bench.upload(round, UPDATES.get(0).retry(6, 2));
        UPDATES.subList(1, 6).forEach(update -> bench.upload(round, update));
        bench.advance(MOMENT);

        assertThat(completed(bench, "r", 1))
            .isEqualTo(MethodRound.inMemory(round, null, null, UPDATES.subList(0, 6)).model());
        assertThat(bench.reasons()).containsOnly("not_finite");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "failing_collected, the aggregation method failed: java.lang.IllegalStateException: no mood",
    "failing_measured, the aggregation method failed: java.lang.IllegalStateException: no idea",
    "refusing_measured, these updates are all too much alike",
    "generous_measured, 'gave 8 shares, expected one for each of 7 updates'",
    "backward_measured, 'gave the base version a share of 1, expected 0'"
  })
  void shouldFailTheRound_whenTheMethodDoes(String method, String reason) {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, method, Map.of()).build(), 1);

      RoundState state = bench.state("r");
      assertThat(state.getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(state.getReason()).contains(reason);
      Law.holds(bench.metrics("r"));
      play(bench, MethodRound.of("next", PARAMETERS, STORES, "median", Map.of()).build(), 2);
      assertThat(bench.state("next").getStatus()).isEqualTo(RoundStatus.COMPLETED);
      assertThat(bench.sumMemory.usedBytes()).isZero();
    }
  }

  @Test
  void shouldFailTheRound_whenTheBaseIsNotThere() {
    try (Bench bench = new Bench()) {
      RoundDefinition round =
          MethodRound.of("r", PARAMETERS, STORES, "fedadam", Map.of())
              .setBase(new ModelReference("other", 9L, "00"))
              .build();
      play(bench, round, 1);

      assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("r").getReason())
          .contains("other/9 of the base version: it is no longer on fl.global-models");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavgm", "fedadam"})
  void shouldGoOnFromTheBase_whenItsChunksHadAnotherSize(String method) throws Exception {
    try (Bench bench = new Bench()) {
      byte[] base = null;
      byte[] state = null;
      int[] chunks = {1 << 17, 1 << 16, 1 << 17, 1 << 16, 1 << 16};
      for (int number = 1; number <= chunks.length; number++) {
        RoundDefinition.Builder round =
            MethodRound.of("r" + number, PARAMETERS, STORES, method, Map.of("eta", "0.5"))
                .setChunkBytes(chunks[number - 1])
                .setChunkCount((4 * PARAMETERS - 1) / chunks[number - 1] + 1);
        if (base != null) {
          round.setBase(
              new ModelReference(
                  "m", number - 1L, bench.state("r" + (number - 1)).getModelSha256()));
        }
        List<Update> updates = MethodRound.updates(STORES, PARAMETERS, 10L * number);
        ServerStep expected = MethodRound.inMemory(round.build(), base, state, updates);
        play(bench, round.build(), number, updates);

        base = completed(bench, "r" + number, number);
        assertThat(base).as("version " + number).isEqualTo(expected.model());
        state = expected.state().length == 0 ? null : expected.state();
      }
    }
  }

  @Test
  void shouldSayWhy_whenTheBaseIsAnotherModel() {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("a", 100, 3, "fedavg", Map.of()).build(), 1, small(100));
      RoundDefinition next =
          MethodRound.of("b", 50, 3, "fedadam", Map.of())
              .setBase(new ModelReference("m", 1L, bench.state("a").getModelSha256()))
              .build();
      play(bench, next, 2, small(50));

      assertThat(bench.state("b").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("b").getReason())
          .contains("m/1 of the base version: it has 100 parameters; expected 50");
    }
  }

  private static List<Update> small(int parameters) {
    return MethodRound.updates(3, parameters, 0);
  }

  @Test
  void shouldRefuseTheRound_whenTheMethodCannotCheckPayloads() {
    try (Bench bench = new Bench()) {
      bench.define(MethodRound.of("r", PARAMETERS, STORES, "unready", Map.of()).build());

      assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("r").getReason()).contains("cannot check the payloads of chunk 0");
    }
  }

  @Test
  void shouldRefuseTheRound_whenTheMethodCannotWork() {
    try (Bench bench = new Bench()) {
      bench.define(
          MethodRound.of("r", PARAMETERS, STORES, "krum", Map.of("byzantine", "3")).build());

      assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("r").getReason()).contains("2f + 3").contains("at least 9");
    }
  }

  @ParameterizedTest
  @CsvSource({"fedavg, ,", "median, ,", "krum, byzantine, 1", "multi_krum, byzantine, 1"})
  void shouldCountTheFirstOnly_whenMoreCompleteThanAreTaken(
      String method, @Nullable String name, @Nullable String value) throws Exception {
    int taken = 5;
    RoundDefinition round =
        MethodRound.of(
                "r", PARAMETERS, STORES, method, name == null ? Map.of() : Map.of(name, value))
            .setMinStores(taken)
            .setTake(taken)
            .build();
    byte[] expected = MethodRound.inMemory(round, null, null, UPDATES.subList(0, taken)).model();
    try (Bench bench = new Bench()) {
      bench.send(Topics.ROUNDS, "r", new RoundRecord(round)); // its targets come last
      UPDATES.forEach(update -> bench.upload(round, update));
      bench.define(round);
      bench.advance(MOMENT);

      assertThat(completed(bench, "r", 1)).isEqualTo(expected);
      assertThat(bench.metrics("r").getAttemptsAggregated()).isEqualTo(taken);
      assertThat(bench.metrics("r").getAttemptsUnusedNotSelected()).isEqualTo(STORES - taken);
    }
  }

  private static void play(Bench bench, RoundDefinition round, long seed) {
    play(bench, round, seed, UPDATES);
  }

  private static void play(Bench bench, RoundDefinition round, long seed, List<Update> updates) {
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(update -> records.addAll(bench.records(round, update)));
    Collections.shuffle(records, new Random(seed));
    records.forEach(bench::pipe);
    bench.advance(MOMENT);
  }

  private static byte[] completed(Bench bench, String roundId, long version) throws Exception {
    RoundState state = bench.state(roundId);
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    byte[] model = bench.model("m", version);
    assertThat(state.getModelSha256()).isEqualTo(PlainMean.sha256(model));
    RoundMetrics metrics = bench.metrics(roundId);
    Law.holds(metrics);
    return model;
  }
}
