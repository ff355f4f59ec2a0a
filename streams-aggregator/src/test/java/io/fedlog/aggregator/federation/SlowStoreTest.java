package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that uploads 1 KB a second: its first chunk of 64 KiB is there after a minute. */
class SlowStoreTest {
  private static final int PARAMETERS = 40_000; // three chunks
  private static final Duration A_CHUNK = Duration.ofSeconds(64);

  private final Bench bench = new Bench();
  private final Update one = Update.draw("store-0", PARAMETERS, 1);
  private final Update two = Update.draw("store-1", PARAMETERS, 2);
  private final Update slow = Update.draw("store-2", PARAMETERS, 3);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldDelayNobody_whenTheThresholdIsMetWithoutIt() throws Exception {
    RoundDefinition round = round("r").setThreshold("0.6").setMinStores(2).build();
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = bench.records(round, slow);
    join("r", "m");
    bench.advance(Duration.ofSeconds(1));
    bench.pipe(records.get(0));
    bench.upload(round, one, two);
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.state("r").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(one, two))));
    for (ProducerRecord<String, byte[]> record : records.subList(1, records.size())) {
      bench.advance(A_CHUNK);
      bench.pipe(record);
    }
    bench.advance(Duration.ofSeconds(2));

    RoundMetrics metrics = bench.metrics("r");
    Law.holds(metrics);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(2);
    assertThat(metrics.getAttemptsLate()).isEqualTo(1);
    assertThat(metrics.getChunksIncomplete()).isEqualTo(1);
    assertThat(metrics.getChunksLate()).isEqualTo(2);
  }

  @Test
  void shouldEndAtTheDeadline_whenTheRoundWaitsForIt() throws Exception {
    RoundDefinition strict = round("strict").setMinStores(3).build();
    RoundDefinition lenient =
        Definitions.weighted("lenient", "other", PARAMETERS, 3)
            .setMinStores(2)
            .setAtDeadline(AtDeadline.AGGREGATE_IF_MIN)
            .build();
    for (RoundDefinition round : List.of(strict, lenient)) {
      bench.define(round);
      join(round.getRoundId(), round.getModelType());
      bench.upload(round, one, two);
      bench.pipe(bench.records(round, slow).get(0));
    }

    bench.advance(Duration.ofSeconds(122));

    assertThat(bench.state("strict").getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(bench.state("strict").getReason()).contains("2 of 3 participating");
    assertThat(bench.state("lenient").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("lenient").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(one, two))));
    for (RoundDefinition round : List.of(strict, lenient)) {
      Law.holds(bench.metrics(round.getRoundId()));
      assertThat(bench.metrics(round.getRoundId()).getAttemptsIncomplete()).isEqualTo(1);
    }
  }

  @Test
  void shouldNotHoldUpOtherRounds_whenOneWaitsForIt() {
    RoundDefinition waiting = round("waiting").setMinStores(3).build();
    bench.define(waiting);
    bench.upload(waiting, one, two);
    bench.pipe(bench.records(waiting, slow).get(0));

    RoundDefinition other = Definitions.weighted("quick", "m", PARAMETERS, 2).build();
    bench.define(other);
    bench.upload(other, one, two);

    assertThat(bench.state("quick").getStatus()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("waiting").getStatus()).isEqualTo(RoundStatus.IN_PROGRESS);
  }

  private void join(String roundId, String modelType) {
    Join join = new Join(slow.storeId(), roundId, modelType, Instant.EPOCH, null, null);
    bench.send(Topics.JOINS, slow.storeId(), join);
  }

  private static RoundDefinition.Builder round(String roundId) {
    return Definitions.weighted(roundId, "m", PARAMETERS, 3);
  }
}
