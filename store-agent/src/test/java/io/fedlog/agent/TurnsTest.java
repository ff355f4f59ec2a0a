package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final List<LiveRound> begun = new ArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();
  private final Turns turns =
      new Turns(
          (round, whenOver) -> {
            begun.add(round);
            ends.add(whenOver);
          });

  @Test
  void shouldSkipWhatItMissed_whenItIsStillAtWork() {
    LiveRound one = round("one");
    LiveRound three = round("three");
    turns.offer(one);
    turns.offer(round("two"));
    turns.offer(three);
    assertThat(begun).containsExactly(one);

    ends.get(0).run();

    assertThat(begun).containsExactly(one, three);
    ends.get(1).run();
    assertThat(begun).as("nothing newer").hasSize(2);
  }

  @Test
  void shouldAscend_whenTheClockStandsStillOrGoesBack() {
    Instant[] now = {Instant.parse("2026-03-01T10:00:00Z")};
    AscendingIds ids = new AscendingIds(() -> now[0], new Random(1));
    List<Long> drawn = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      drawn.add(ids.next());
      now[0] = now[0].plusMillis(i % 7 - 4);
    }

    assertThat(drawn).isSorted().doesNotHaveDuplicates();
    assertThat(drawn.get(0)).isPositive();
  }

  private static LiveRound round(String id) {
    return new LiveRound(
        Rounds.open(id), Instant.MAX, reference -> CompletableFuture.failedFuture(new Error()));
  }
}
