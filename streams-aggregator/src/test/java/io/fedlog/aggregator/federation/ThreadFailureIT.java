package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream thread fails in an aggregator whose sessions are longer than this test has time for, so
 * that the round ends only if nobody waits for the session of the thread that is gone.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ThreadFailureIT {
  @TempDir Path folder;

  @Test
  void shouldGoOnAtOnce_whenAThreadOfANamedInstanceFails() throws Exception {
    try (Installation installation = new Installation(1)) {
      Map<String, String> environment = installation.aggregatorEnvironment(folder);
      environment.put("FL_INSTANCE_ID", "a");
      environment.put("FL_SESSION_TIMEOUT", "20m"); // transactions may not be as long
      FailsOnce joins = new FailsOnce();
      try (AggregatorApp aggregator =
          AggregatorApp.start(
              AggregatorConfig.fromEnv(environment),
              Clock.systemUTC(),
              joins,
              SealCheck.TRUST_THE_BROKER)) {
        RoundDefinition round = Definitions.weighted("r", "m", 300, 1).build();
        installation.define(round);
        installation.awaitState("r", state -> true);

        installation.send(
            Topics.JOINS, "store-0", new Join("store-0", "r", "m", Instant.EPOCH, null, null));
        Update update = Update.draw("store-0", 300, 1);
        update
            .records(round, 1, installation.schemas)
            .forEach(
                record -> {
                  var unused = installation.producer.send(record);
                });

        RoundState state = installation.awaitEnd("r");
        assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(state.getModelSha256())
            .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(update))));
        assertThat(joins.asked).hasValueGreaterThan(1);
        assertThat(aggregator.isRunning()).isTrue();
      }
    }
  }

  /** Throws what no processor expects, the first time it is asked. */
  private static final class FailsOnce implements JoinCheck {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public Verdict verdict(Join join, Instant cameAt) {
      if (asked.getAndIncrement() == 0) {
        throw new IllegalStateException("a thread fails, for this test");
      }
      return Verdict.UNCHECKED;
    }
  }
}
