package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes whatever memory there is for sums; a chunk's sum here takes 128 KiB. */
class ShortMemoryTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final Duration MOMENT = Duration.ofSeconds(6);

  private static final Update ONE = Update.draw("store-0", PARAMETERS, 1);
  private static final Update TWO = Update.draw("store-1", PARAMETERS, 2);
  private static final Update THREE = Update.draw("store-2", PARAMETERS, 3);
  private static final byte[] MEAN_OF_TWO = PlainMean.of(List.of(ONE, TWO));
  private static final byte[] MEAN = PlainMean.of(List.of(ONE, TWO, THREE));

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(longs = {0, 1, 140_000, 300_000, 900_000, Bench.AMPLE_MEMORY})
  void shouldMakeTheSameModels_whenRoundsCompeteForMemory(long bytes) throws Exception {
    try (Bench bench = new Bench(50, bytes)) {
      List<ProducerRecord<String, byte[]>> mixed = new ArrayList<>();
      for (String id : List.of("a", "b", "c")) {
        RoundDefinition round = Definitions.weighted(id, "m-" + id, PARAMETERS, 3).build();
        bench.define(round);
        for (Update update : List.of(ONE, TWO, THREE)) {
          mixed.addAll(bench.records(round, update));
        }
      }
      Collections.shuffle(mixed, new Random(bytes));

      mixed.forEach(bench::pipe);
      bench.advance(MOMENT);

      for (String id : List.of("a", "b", "c")) {
        completed(bench, id, MEAN);
        assertThat(bench.model("m-" + id, 1)).isEqualTo(MEAN);
        Law.holds(bench.metrics(id));
      }
      assertThat(bench.out(Topics.REJECTED)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(longs = {0, 300_000, 600_000, Bench.AMPLE_MEMORY})
  void shouldCountWhatIsDecidedOnly_whenAttemptsFailOrStop(long bytes) throws Exception {
    try (Bench bench = new Bench(50, bytes)) {
      RoundDefinition round =
          Definitions.weighted("r", "m", PARAMETERS, 3)
              .setMinStores(2)
              .setThreshold("0.6")
              .setJoinWindowMs(1000)
              .build();
      bench.define(round);
      bench.upload(round, ONE.withValue(PARAMETERS - 1, Float.NaN).retry(5, 1));
      bench.records(round, THREE).subList(0, 2).forEach(bench::pipe); // stops half-way
      bench.upload(round, ONE.retry(6, 2), TWO);
      bench.advance(MOMENT);

      completed(bench, "r", MEAN_OF_TWO);
      Law.holds(bench.metrics("r"));
      assertThat(bench.reasons()).containsOnly("not_finite");
      assertThat(bench.metrics("r").getAttemptsIncomplete()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(longs = {0, 300_000})
  void shouldKeepSumsAgain_whenARoundBeforeGivesItsMemoryBack(long bytes) throws Exception {
    try (Bench bench = new Bench(50, bytes)) {
      for (int i = 0; i < 4; i++) {
        RoundDefinition round = Definitions.weighted("r" + i, "m", PARAMETERS, 3).build();
        bench.define(round);
        bench.upload(round, ONE, TWO, THREE);
        bench.advance(MOMENT);

        completed(bench, "r" + i, MEAN);
        assertThat(bench.sumMemory.usedBytes()).isZero();
      }
    }
  }

  private static void completed(Bench bench, String roundId, byte[] model) throws Exception {
    RoundState state = bench.state(roundId);
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(state.getModelSha256()).isEqualTo(PlainMean.sha256(model));
  }
}
