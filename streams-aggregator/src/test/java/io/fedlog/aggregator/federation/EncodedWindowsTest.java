package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.StalenessFunction;
import io.fedlog.schemas.Toward;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.WindowRules;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounds with windows whose updates travel otherwise than the model is written. */
class EncodedWindowsTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final Set<UpdateEncoding> OF_DELTAS =
      Set.of(UpdateEncoding.INT8, UpdateEncoding.TOP_K);

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, DELTA",
    "BFLOAT16, MODEL",
    "INT8, DELTA",
    "INT8, MODEL",
    "TOP_K, DELTA",
    "TOP_K, MODEL"
  })
  void shouldMoveTheModelByWhatTheyDecodeTo_whenSomeAreStale(
      UpdateEncoding encoding, Toward toward) {
    try (Bench bench = withFirstVersion(Bench.AMPLE_MEMORY)) {
      RoundDefinition round = defined(bench, encoding, toward, 2);
      Update a1 = update("a", 1, 11);
      Update b1 = update("b", 1, 12);
      Update c1 = update("c", 1, 13);
      Update a2 = update("a", 2, 14);
      upload(bench, from(round, 1), a1, b1);
      bench.advance(MOMENT);
      upload(bench, from(round, 1), c1);
      upload(bench, from(round, 2), a2);
      bench.advance(MOMENT);

      float[] first = floats(bench.model("m", 1));
      float[] second = floats(bench.model("m", 2));
      float[] third = floats(bench.model("m", 3));
      float[] c = c1.decoded(round).values();
      float[] a = a2.decoded(round).values();
      boolean ofDeltas = OF_DELTAS.contains(encoding);
      for (int i = 0; i < PARAMETERS; i++) {
        // where each store's training led, and what that is a step from
        double ofC = ofDeltas ? (double) first[i] + c[i] : c[i];
        double ofA = ofDeltas ? (double) second[i] + a[i] : a[i];
        double fromC = toward == Toward.DELTA ? first[i] : second[i];
        // c is one window behind, and weighs (1 + 1)^-1
        double moved = 0.5 * c1.weight() * (ofC - fromC) + a2.weight() * (ofA - second[i]);
        assertThat((double) third[i])
            .isCloseTo(second[i] + moved / (c1.weight() + a2.weight()), within(1e-5));
      }
      assertThat(bench.reasons()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = UpdateEncoding.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AS_MODEL", "GRID"}) // windows take no whole units
  void shouldMakeTheSameBytes_whateverTheMemoryAndTheOrder(UpdateEncoding encoding) {
    byte[] expected = new byte[0];
    for (long memory : new long[] {Bench.AMPLE_MEMORY, 400_000, 0}) {
      try (Bench bench = withFirstVersion(memory)) {
        RoundDefinition round = defined(bench, encoding, Toward.DELTA, 4);
        List<ProducerRecord<String, byte[]>> mixed = new ArrayList<>();
        for (int store = 0; store < 4; store++) {
          mixed.addAll(bench.records(round, update("s" + store, 1, store)));
        }
        Collections.shuffle(mixed, new Random(memory));
        mixed.forEach(bench::pipe);
        bench.advance(MOMENT);

        byte[] made = bench.model("m", 2);
        assertThat(made).hasSize(4 * PARAMETERS);
        expected = memory == Bench.AMPLE_MEMORY ? made : expected;
        assertThat(made).isEqualTo(expected);
        assertThat(bench.sumMemory.usedBytes()).isZero();
      }
    }
  }

  private static Bench withFirstVersion(long memory) {
    Bench bench = new Bench(50, memory);
    RoundDefinition first = Definitions.weighted("first", "m", PARAMETERS, 1).build();
    bench.define(first);
    bench.upload(first, Update.draw("store-0", PARAMETERS, 99));
    bench.advance(MOMENT);
    return bench;
  }

  private static RoundDefinition defined(
      Bench bench, UpdateEncoding encoding, Toward toward, int updates) {
    RoundDefinition round =
        Definitions.weighted("w", "m", PARAMETERS, 0)
            .setTargetCount(0)
            .setTargetPages(0)
            .setMinStores(1)
            .setThreshold("0")
            .setDeadlineMs(3_600_000)
            .setUpdateEncoding(encoding)
            .setTopKShare(encoding == UpdateEncoding.TOP_K ? 0.1 : 0)
            .setBase(new ModelReference("m", 1L, "0".repeat(64)))
            .setWindows(
                WindowRules.newBuilder()
                    .setUpdates(updates)
                    .setWindowMs(60_000)
                    .setMaxStaleness(3)
                    .setStaleness(StalenessFunction.POLYNOMIAL)
                    .setA(1)
                    .setToward(toward)
                    .build())
            .build();
    bench.define(round);
    return round;
  }

  /** The round as stores see it that train from a version. */
  private static RoundDefinition from(RoundDefinition round, long version) {
    return RoundDefinition.newBuilder(round)
        .setBase(new ModelReference("m", version, "0".repeat(64)))
        .build();
  }

  private static Update update(String store, long attempt, long seed) {
    return Update.draw(store, PARAMETERS, seed).retry(attempt, 1);
  }

  private static void upload(Bench bench, RoundDefinition round, Update... updates) {
    for (Update update : updates) {
      bench.records(round, update).forEach(bench::pipe);
    }
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
