package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.WindowRules;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LiveRoundTest {
  private static final RoundDefinition WINDOWS =
      Rounds.builder("p-0001", 4)
          .setBase(Rounds.model(1, "p-0000", 2).reference())
          .setWindows(
              WindowRules.newBuilder().setUpdates(2).setWindowMs(1_000).setMaxStaleness(3).build())
          .build();

  @Test
  void shouldEndEarlierTurnsToo_whenTheRoundIsOver() {
    LiveRound first = new LiveRound(WINDOWS, Instant.EPOCH, reference -> new CompletableFuture<>());
    LiveRound second =
        first.turn(
            Rounds.model(2, "p-0001", 3).reference(), 0, reference -> new CompletableFuture<>());

    second.end("it is COMPLETED");

    assertThat(first.over()).isEqualTo("it is COMPLETED");
    assertThat(first.memoryId()).isEqualTo("p-0001@1");
    assertThat(second.memoryId()).isEqualTo("p-0001@2");
  }
}
