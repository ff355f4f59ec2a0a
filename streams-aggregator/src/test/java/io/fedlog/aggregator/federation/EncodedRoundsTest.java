package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
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
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds whose updates travel otherwise than the model is written. */
class EncodedRoundsTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 5;
  private static final Duration MOMENT = Duration.ofSeconds(6);

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 0, 66000",
    "BFLOAT16, 0, 66000",
    "INT8, 0, 33065", // 32, 32 and 1 buckets
    "TOP_K, 0.1, 26416", // 1,639 entries twice, and 24 of 232 parameters
    "GRID, 0, 264000"
  })
  void shouldMakeTheMeanOfWhatTheyDecodeTo_whateverTheMemoryAndTheOrder(
      UpdateEncoding encoding, double share, long bytes) throws Exception {
    for (long memory : new long[] {Bench.AMPLE_MEMORY, 400_000, 0}) {
      try (Bench bench = new Bench(50, memory)) {
        RoundDefinition first = Definitions.weighted("a", "m", PARAMETERS, STORES).build();
        play(bench, first, updates(0), 1);
        byte[] base = completed(bench, "a", 1);

        RoundDefinition second =
            Definitions.weighted("b", "m", PARAMETERS, STORES)
                .setUpdateEncoding(encoding)
                .setTopKShare(share)
                .setBase(new ModelReference("m", 1L, bench.state("a").getModelSha256()))
                .build();
        play(bench, second, updates(100), memory + 2);

        List<Update> decoded = updates(100).stream().map(u -> u.decoded(second)).toList();
        boolean deltas = PlainEncoding.OF_DELTAS.contains(encoding);
        byte[] expected = deltas ? PlainMean.of(decoded, floats(base)) : PlainMean.of(decoded);
        assertThat(completed(bench, "b", 2)).isEqualTo(expected);
        assertThat(bench.metrics("b").getBytesReceived()).isEqualTo(STORES * bytes);
        assertThat(bench.sumMemory.usedBytes()).isZero();
      }
    }
  }

  /** What a median compares are parameters, however they came. */
  @Test
  void shouldMakeTheMedianOfWhatTheyDecodeTo_whenInHalves() throws Exception {
    RoundDefinition round =
        MethodRound.of("r", PARAMETERS, STORES, "median", Map.of())
            .setUpdateEncoding(UpdateEncoding.FLOAT16)
            .build();
    List<Update> updates = MethodRound.updates(STORES, PARAMETERS, 7);
    float[] expected = new float[PARAMETERS];
    List<Update> decoded = updates.stream().map(u -> u.decoded(round)).toList();
    for (int i = 0; i < PARAMETERS; i++) {
      int column = i;
      double[] sorted = decoded.stream().mapToDouble(u -> u.values()[column]).sorted().toArray();
      expected[i] = (float) sorted[STORES / 2];
    }
    try (Bench bench = new Bench()) {
      play(bench, round, updates, 1);

      assertThat(floats(completed(bench, "r", 1))).isEqualTo(expected);
    }
  }

  /** An attempt that was summed as it came and is not decided is taken out again. */
  @Test
  void shouldLeaveOutWhatIsNotDecided_whenAnAttemptFails() throws Exception {
    try (Bench bench = new Bench()) {
      play(bench, Definitions.weighted("a", "m", PARAMETERS, STORES).build(), updates(0), 1);
      float[] base = floats(completed(bench, "a", 1));
      RoundDefinition round = int8(bench, "b").setMinStores(3).setThreshold("0.6").build();
      bench.define(round);
      List<Update> updates = updates(50);
      bench.records(round, updates.get(4)).subList(0, 2).forEach(bench::pipe); // stops half-way
      updates.subList(0, 3).forEach(update -> bench.upload(round, update));
      bench.records(round, updates.get(3)).subList(0, 1).forEach(bench::pipe);
      bench.advance(Duration.ofSeconds(61));

      List<Update> decided = updates.subList(0, 3).stream().map(u -> u.decoded(round)).toList();
      assertThat(completed(bench, "b", 2)).isEqualTo(PlainMean.of(decided, base));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "TOP_K", "GRID"})
  void shouldRefuseTheRound_whenThereIsNothingToDifferFrom(UpdateEncoding encoding) {
    assertRefused(
        Definitions.weighted("r", "m", 100, STORES),
        encoding,
        "sends differences to the base version, and the round has none");
  }

  @Test
  void shouldRefuseTheRound_whenItsMethodTakesNoDifferences() {
    assertRefused(
        MethodRound.of("r", 100, STORES, "median", Map.of())
            .setBase(new ModelReference("m", 1L, "00")),
        UpdateEncoding.INT8,
        "which method median does not aggregate");
  }

  @Test
  void shouldRefuseTheRound_whenNumbersDoNotFit() {
    assertRefused(
        MethodRound.of("r", 100, STORES, "fedavg", Map.of())
            .setWeighting(Weighting.EQUAL)
            .setGrid(new Grid(20, 70_000.0, 0, 1L, 200, 1)),
        UpdateEncoding.FLOAT16,
        "FLOAT16 holds numbers to 65504.0 and the round's go to 70000.0");
  }

  @Test
  void shouldRefuseTheRoundInOneSentence_whenItsNumbersAreDoubles() {
    assertRefused(
        Definitions.weighted("r", "m", 100, STORES)
            .setEncoding(Encoding.FLOAT64)
            .setUpdateBytes(800),
        UpdateEncoding.FLOAT16,
        "update_encoding is FLOAT16 with encoding FLOAT64, expected FLOAT32; take AS_MODEL");
  }

  @Test
  void shouldRefuseTheRound_whenRoundingWouldBeMultipliedByTheSteps() {
    assertRefused(
        Definitions.weighted("r", "m", 100, STORES)
            .setMethod("fednova")
            .setBase(new ModelReference("m", 1L, "00")),
        UpdateEncoding.BFLOAT16,
        "update_encoding BFLOAT16 rounds whole parameters, and method fednova multiplies");
  }

  private static void assertRefused(
      RoundDefinition.Builder round, UpdateEncoding encoding, String reason) {
    try (Bench bench = new Bench()) {
      double share = encoding == UpdateEncoding.TOP_K ? 0.1 : 0;
      bench.define(round.setUpdateEncoding(encoding).setTopKShare(share).build());

      assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(bench.state("r").getReason()).contains(reason);
    }
  }

  private static RoundDefinition.Builder int8(Bench bench, String id) {
    return Definitions.weighted(id, "m", PARAMETERS, STORES)
        .setUpdateEncoding(UpdateEncoding.INT8)
        .setBase(new ModelReference("m", 1L, bench.state("a").getModelSha256()));
  }

  private static List<Update> updates(long seed) {
    return IntStream.range(0, STORES)
        .mapToObj(i -> Update.draw("store-" + i, PARAMETERS, seed + i))
        .toList();
  }

  private static void play(Bench bench, RoundDefinition round, List<Update> updates, long seed) {
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

  private static float[] floats(byte[] model) {
    float[] values = new float[model.length / 4];
    ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
