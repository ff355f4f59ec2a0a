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
  private final List<Turns.TurnEnd> ends = new ArrayList<>();
  private final Turns turns =
      new Turns(
          2,
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

    turns.made(true);
    ends.get(0).over(true);

    assertThat(begun).containsExactly(one, three);
    turns.made(true);
    ends.get(1).over(true);
    assertThat(begun).as("nothing newer").hasSize(2);
  }

  @Test
  void shouldGoOnFromTheNewest_whenItsUpdateHasWaitedForAWindow() {
    LiveRound three = round("three");
    turns.offer(round("one"));
    ends.get(0).over(true);
    turns.made(false);
    turns.offer(round("two"));
    assertThat(begun).as("its update waits").hasSize(1);

    turns.made(true);
    turns.offer(three);

    assertThat(begun).hasSize(2).last().isSameAs(three);
  }

  @Test
  void shouldGoOn_whenItsUpdateHasBecomeTooStale() {
    turns.offer(round("one"));
    ends.get(0).over(true);
    for (int version = 1; version <= 2; version++) {
      turns.made(false);
      turns.offer(round("version " + version));
      assertThat(begun).hasSize(1);
    }

    turns.made(false);
    turns.offer(round("version 3"));

    assertThat(begun).hasSize(2);
  }

  @Test
  void shouldGoOn_whenNothingWasUploadedOrAWindowWasLost() {
    turns.offer(round("one"));
    turns.offer(round("two"));
    ends.get(0).over(false);
    assertThat(begun).as("not sealed").hasSize(2);

    ends.get(1).over(true);
    turns.lost();
    turns.offer(round("three"));
    assertThat(begun).as("perhaps lost").hasSize(3);
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
