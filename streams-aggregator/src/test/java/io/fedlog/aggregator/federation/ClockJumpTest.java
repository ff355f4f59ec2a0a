package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The log's clock jumps. Under the test driver it is the aggregator's clock too: there is no broker
 * that would set its own time.
 */
class ClockJumpTest {
  private static final int PARAMETERS = 300;

  private final Bench bench = new Bench();
  private final Update one = Update.draw("store-0", PARAMETERS, 1);
  private final Update two = Update.draw("store-1", PARAMETERS, 2);

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldFailWithAReasonAndGoOn_whenTheClockJumpsPastADeadline() throws Exception {
    RoundDefinition before = define("before");
    bench.upload(before, one);

    bench.jump(Duration.ofDays(1));

    assertThat(bench.state("before").getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(bench.state("before").getReason()).contains("deadline passed");
    Law.holds(bench.metrics("before"));
    completes("after", define("after"));
  }

  @Test
  void shouldCompleteAllTheSame_whenTheClockIsSetBackMidRound() throws Exception {
    RoundDefinition round = define("r");
    bench.upload(round, one);

    bench.jump(Duration.ofDays(-1));
    bench.upload(round, two);

    rightModel("r");
    completes("next", define("next"));
  }

  @Test
  void shouldNeverTurnTimeBack_whenTheClockDoes() throws Exception {
    completes("r1", define("r1"));
    RoundState first = bench.state("r1");

    bench.jump(Duration.ofHours(-1));
    completes("r2", define("r2"));

    RoundState second = bench.state("r2");
    assertThat(second.getCreatedAt()).isAfterOrEqualTo(first.getEndedAt());
    assertThat(second.getModelVersion()).isEqualTo(2);
  }

  private RoundDefinition define(String roundId) {
    RoundDefinition round = Definitions.weighted(roundId, "m", PARAMETERS, 2).build();
    bench.define(round);
    return round;
  }

  private void completes(String roundId, RoundDefinition round) throws Exception {
    bench.upload(round, one, two);
    rightModel(roundId);
  }

  private void rightModel(String roundId) throws Exception {
    bench.advance(Duration.ofMillis(500));
    assertThat(bench.state(roundId).getStatus())
        .as(bench.state(roundId).getReason())
        .isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state(roundId).getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(one, two))));
    Law.holds(bench.metrics(roundId));
  }
}
