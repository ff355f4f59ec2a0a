package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounds whose updates are normalised by their stores' local steps. */
class FedNovaRoundTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 5;
  private static final Duration MOMENT = Duration.ofSeconds(6);
  private static final List<Update> FIRST = drawn(0);
  private static final List<Update> SECOND = drawn(50);

  /** base + s (mean - base), mean and s by weight, in doubles here. */
  @Test
  void shouldGoTheMeanStepsInTheMeanDirection_whateverTheOrderAndTheMemory() throws Exception {
    double weight = SECOND.stream().mapToLong(Update::weight).sum();
    double steps = SECOND.stream().mapToLong(u -> u.weight() * u.steps()).sum() / weight;
    List<byte[]> models = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      try (Bench bench = new Bench(50, seed == 1 ? 300_000 : Bench.AMPLE_MEMORY)) {
        play(bench, round("a", "weighted").build(), FIRST, seed);
        float[] base = floats(completed(bench, "a", 1));

        play(bench, from(bench, "b"), SECOND, seed);

        byte[] model = completed(bench, "b", 2);
        float[] values = floats(model);
        for (int i = 0; i < PARAMETERS; i++) {
          int column = i;
          double mean =
              SECOND.stream().mapToDouble(u -> u.weight() * u.values()[column]).sum() / weight;
          double expected = base[i] + steps * (mean - base[i]);
          assertThat((double) values[i]).isCloseTo(expected, within(1e-5));
        }
        assertThat(decision(bench, "b").getEffectiveSteps()).isEqualTo(steps);
        assertThat(decision(bench, "a").getEffectiveSteps()).isZero();
        models.add(model);
      }
    }
    assertThat(models.get(1)).isEqualTo(models.get(0));
    assertThat(models.get(2)).isEqualTo(models.get(0));
  }

  /** base + s x the mean of what the differences decode to, in doubles here. */
  @ParameterizedTest
  @CsvSource({"INT8, 0", "TOP_K, 0.2"})
  void shouldGoAsFar_whenUpdatesAreDifferences(UpdateEncoding encoding, double share)
      throws Exception {
    double weight = SECOND.stream().mapToLong(Update::weight).sum();
    double steps = SECOND.stream().mapToLong(u -> u.weight() * u.steps()).sum() / weight;
    try (Bench bench = new Bench()) {
      play(bench, round("a", "weighted").build(), FIRST, 1);
      float[] base = floats(completed(bench, "a", 1));
      RoundDefinition next =
          RoundDefinition.newBuilder(from(bench, "b"))
              .setUpdateEncoding(encoding)
              .setTopKShare(share)
              .build();

      play(bench, next, SECOND, 1);

      List<Update> decoded = SECOND.stream().map(update -> update.decoded(next)).toList();
      float[] values = floats(completed(bench, "b", 2));
      for (int i = 0; i < PARAMETERS; i++) {
        int column = i;
        double mean =
            decoded.stream().mapToDouble(u -> u.weight() * u.values()[column]).sum() / weight;
        assertThat((double) values[i]).isCloseTo(base[i] + steps * mean, within(1e-5));
      }
    }
  }

  @Test
  void shouldRefuseTheAttempt_whenItsSealStatesNoSoundSteps() throws Exception {
    List<Map<String, Double>> unsound =
        List.of(
            Map.of(),
            Map.of("local_steps", 0.0),
            Map.of("local_steps", 2.5),
            Map.of("local_steps", 1e12),
            Map.of("local_steps", Double.NaN));
    try (Bench bench = new Bench()) {
      play(bench, round("a", "weighted").build(), FIRST, 1);
      RoundDefinition next = from(bench, "b");
      bench.define(next);
      for (int i = 0; i < STORES; i++) {
        SECOND.get(i).records(next, 1, bench.schemas, unsound.get(i)).forEach(bench::pipe);
      }
      bench.advance(MOMENT);
      assertThat(bench.reasons()).hasSize(STORES).containsOnly("bad_steps");
      assertThat(bench.state("b").getCompletedStores()).isZero();

      for (Update update : SECOND) {
        bench.upload(next, update.retry(update.attemptId() + 9, 2)); // of as many steps
      }
      bench.advance(MOMENT);

      Law.holds(bench.metrics("b"));
      assertThat(completed(bench, "b", 2)).hasSize(4 * PARAMETERS);
    }
  }

  @Test
  void shouldFailTheRound_whenThereIsNoBase() {
    try (Bench bench = new Bench()) {
      play(bench, round("a", "fednova").build(), FIRST, 1);

      assertThat(bench.state("a").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("a").getReason())
          .contains("fednova moves from a base version, but the round has none");
    }
  }

  private static List<Update> drawn(long seed) {
    return IntStream.range(0, STORES)
        .mapToObj(i -> Update.draw("store-" + i, PARAMETERS, seed + i))
        .toList();
  }

  private static RoundDefinition.Builder round(String id, String method) {
    return Definitions.weighted(id, "m", PARAMETERS, STORES).setMethod(method);
  }

  private static RoundDefinition from(Bench bench, String id) {
    return round(id, "fednova")
        .setBase(new ModelReference("m", 1L, bench.state("a").getModelSha256()))
        .build();
  }

  private static void play(Bench bench, RoundDefinition round, List<Update> updates, long seed) {
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(update -> records.addAll(bench.records(round, update)));
    Collections.shuffle(records, new Random(seed));
    records.forEach(bench::pipe);
    bench.advance(MOMENT);
  }

  private static byte[] completed(Bench bench, String roundId, long version) {
    RoundState state = bench.state(roundId);
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    return bench.model("m", version);
  }

  private static Decision decision(Bench bench, String roundId) {
    return bench.all(Topics.ROUND_CONTROL).stream()
        .filter(order -> order.getOrder() instanceof Decision)
        .map(order -> (Decision) order.getOrder())
        .filter(decision -> decision.getRoundId().equals(roundId))
        .findFirst()
        .orElseThrow();
  }

  private static float[] floats(byte[] model) {
    float[] values = new float[PARAMETERS];
    ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
