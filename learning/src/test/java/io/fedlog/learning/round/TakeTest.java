package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.DEADLINE_MS;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.exact.WideSums;
import io.fedlog.learning.method.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounds that ask more stores than they take: the first to complete are the cohort. */
class TakeTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldDecideAtOnce_whenEnoughToTakeAreComplete() {
    asking("r1", 4, 3, "0");
    log.upload("r1", "d");
    log.upload("r1", "a");
    assertThat(log.status("r1")).isEqualTo(RoundStatus.IN_PROGRESS);

    // One of four has not even joined, and the window is open: the third still decides.
    Effect.Decide decide = only(log.upload("r1", "c"), Effect.Decide.class);

    assertThat(decide.cohort()).containsExactly(0b111);
    assertThat(decide.cohortSize()).isEqualTo(3);
    assertThat(decide.totalWeight()).isEqualTo(30);
  }

  @Test
  void shouldCountWhatComesAfterAsLate() {
    asking("r1", 4, 3, "0");
    List.of("d", "a", "c", "b").forEach(store -> log.upload("r1", store));
    log.publish("r1");

    assertThat(log.view("r1").cohortSize()).isEqualTo(3);
    Fates attempts = log.settle("r1").attempts();
    assertThat(attempts.aggregated()).isEqualTo(3);
    assertThat(attempts.late()).isEqualTo(1);
    assertThat(attempts.received()).isEqualTo(4);
  }

  @Test
  void shouldTakeTheFirstOnly_whenMoreCompleteBeforeItsTurn() {
    log.define(round("before").needing(1, "0"));
    log.upload("before", "x");
    log.after(WINDOW_MS);
    assertThat(log.status("before")).isEqualTo(RoundStatus.AGGREGATING);
    asking("r1", 4, 2, "0");
    log.upload("r1", "c", 1, 1, 1);
    log.upload("r1", "b", 1, 1, 10);
    log.upload("r1", "a", 1, 1, 100);

    Effect.Decide decide = only(log.publish("before"), Effect.Decide.class);

    assertThat(decide.cohort()).containsExactly(0b011);
    assertThat(decide.totalWeight()).isEqualTo(11);
    log.publish("r1");
    Fates attempts = log.settle("r1").attempts();
    assertThat(attempts.aggregated()).isEqualTo(2);
    assertThat(attempts.notSelected()).isEqualTo(1);
    assertThat(attempts.balanced()).isTrue();
  }

  @Test
  void shouldPassOverTheWithdrawn() {
    log.define(round("before").needing(1, "0"));
    log.upload("before", "x");
    log.after(WINDOW_MS);
    asking("r1", 4, 2, "0");
    List.of("a", "b", "c").forEach(store -> log.upload("r1", store));
    log.apply(new RoundEvent.Withdraw("r1", "a"));

    // Ranks 0, 1, 2 are a, b, c; a is out, so b and c are the first two.
    assertThat(only(log.publish("before"), Effect.Decide.class).cohort()).containsExactly(0b110);
  }

  @Test
  void shouldGoByTheShare_whenItIsMetWithFewer() {
    asking("r1", 4, 3, "0.5");
    log.upload("r1", "a");
    log.upload("r1", "b");

    // The window's end: 2 of 2 that take part are complete, and half of them is enough.
    assertThat(only(log.after(WINDOW_MS), Effect.Decide.class).cohortSize()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatItTakes_whenTheDeadlinePassesWithFewer() {
    asking("r1", 4, 3, "1");
    log.join("r1", "a", "b", "c", "d");
    log.upload("r1", "a");
    log.after(DEADLINE_MS);

    assertThat(log.view("r1").reason())
        .isEqualTo(
            "deadline passed: 1 of 4 participating stores completed; 3 were needed"
                + " (min_stores 1, threshold 1, take 3)");
  }

  @Test
  void shouldMeasureTheFirstOnly_whenMoreCompleteBeforeItsTurn() {
    List<long[]> asked = new ArrayList<>();
    RoundLog measured =
        new RoundLog(
            (roundId, weights, sums) -> {
              asked.add(weights);
              return new Shares(new long[] {1, 1}, 0);
            });
    measured.define(round("before").needing(1, "0"));
    measured.upload("before", "x");
    measured.after(WINDOW_MS);
    measured.define(round("r1").asking(4).needing(1, "0").taking(2));
    measured.apply(new RoundEvent.Targeted("r1", 0, List.of("a", "b", "c", "d")));
    measured.upload("r1", "c", 1, 1, 1);
    measured.upload("r1", "b", 1, 1, 10);
    measured.upload("r1", "a", 1, 1, 100);
    measured.publish("before");
    measured.apply(new RoundEvent.Measured("r1", 0, new WideSums(1, 0).toBytes()));
    measured.apply(new RoundEvent.Measured("r1", 1, new WideSums(1, 0).toBytes()));

    // By store id: b weighs 10 and c 1; a came third.
    assertThat(asked).singleElement().isEqualTo(new long[] {10, 1});
  }

  @Test
  void shouldTakeTheSame_whenItStartsAgainFromItsRows() {
    asking("r1", 4, 3, "0");
    log.upload("r1", "d");
    log.upload("r1", "a");
    RoundMachine restored = new RoundMachine(RoundLog.PARTITIONS, log.rows.copy());
    restored.restore(log.rows.shuffled(new Random(1)));
    List<Effect> last = new ArrayList<>();
    long offset = 1_000;
    for (RoundEvent event : log.uploads("r1").summaries("c", 1, 10)) {
      last.addAll(restored.apply(MODEL, event, new Stamp(offset++, log.now)));
    }
    RoundEvent seal = log.uploads("r1").seal("c", 1, 1, 10);
    last.addAll(restored.apply(MODEL, seal, new Stamp(offset, log.now)));

    assertThat(only(last, Effect.Decide.class).cohort()).containsExactly(0b111);
  }

  /** Of stores a, b, c, ...; nobody has joined yet. */
  private void asking(String roundId, int stores, int take, String threshold) {
    log.define(round(roundId).asking(stores).needing(1, threshold).taking(take));
    List<String> names = List.of("a", "b", "c", "d", "e", "f").subList(0, stores);
    log.apply(new RoundEvent.Targeted(roundId, 0, names));
  }
}
