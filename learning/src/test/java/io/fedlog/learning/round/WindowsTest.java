package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.RoundStatus.AGGREGATING;
import static io.fedlog.learning.round.RoundStatus.CANCELLED;
import static io.fedlog.learning.round.RoundStatus.COMPLETED;
import static io.fedlog.learning.round.RoundStatus.FAILED;
import static io.fedlog.learning.round.RoundStatus.IN_PROGRESS;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.Fates.Fate;
import io.fedlog.learning.staleness.Staleness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rounds whose decisions are windows, by hand. Windows are of two updates, unless it is said. */
class WindowsTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldTakeTheFirstThatWait_whenThereAreEnough() {
    log.define(round("r1").inWindows(2, 3));
    assertThat(all(log.uploadFrom(7, "r1", "b", 1), Effect.Decide.class)).isEmpty();
    Effect.Decide first = only(log.uploadFrom(7, "r1", "a", 1), Effect.Decide.class);
    log.uploadFrom(7, "r1", "c", 1);

    assertThat(stores(first)).containsExactly("b", "a");
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.cohortSize()).isEqualTo(2);
    assertThat(first.totalWeight()).isEqualTo(20);
    assertThat(first.rosterPages()).isZero();
    assertThat(window(first).number()).isEqualTo(1);
    assertThat(window(first).baseVersion()).isEqualTo(7);
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);
    assertThat(log.view("r1").version()).as("nothing is made yet").isZero();
    assertThat(log.view("r1").completed()).as("those that wait").isEqualTo(1);
  }

  @Test
  void shouldDecideTheNextAtOnce_whenEnoughWaitedMeanwhile() {
    log.define(round("r1").inWindows(2, 3));
    Effect.Decide first = windowOf(7, "a", "b");
    for (String store : List.of("c", "d", "e")) {
      assertThat(all(log.uploadFrom(7, "r1", store, 1), Effect.Decide.class)).isEmpty();
    }

    List<Effect> made = log.publish(first);
    Effect.Complete complete = only(made, Effect.Complete.class);
    Effect.Decide second = only(made, Effect.Decide.class);

    assertThat(complete.round().version()).isEqualTo(1);
    assertThat(complete.window()).isEqualTo(first.window());
    assertThat(stores(second)).containsExactly("c", "d");
    assertThat(second.version()).isEqualTo(2);
    assertThat(window(second).baseVersion()).isEqualTo(1);
    assertThat(window(second).entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.staleness()).isEqualTo(1);
              assertThat(entry.stalenessWeight()).isEqualTo(Staleness.ONE / 2);
              assertThat(entry.baseVersion()).isEqualTo(7);
              assertThat(entry.weight()).isEqualTo(10);
            });
  }

  @Test
  void shouldCloseOnTime_whenThereAreAtLeastTheMinimum() {
    log.define(round("r1").inWindows(5, 3).needing(2, "0"));
    log.uploadFrom(7, "r1", "a", 1);
    assertThat(all(log.after(WINDOW_MS), Effect.Decide.class)).isEmpty();

    Effect.Decide late = only(log.uploadFrom(7, "r1", "b", 1), Effect.Decide.class);
    assertThat(stores(late)).containsExactly("a", "b");
    log.publish(late);
    log.uploadFrom(1, "r1", "a", 2);
    log.uploadFrom(1, "r1", "b", 2);
    log.after(WINDOW_MS / 2);
    assertThat(all(log.effects, Effect.Decide.class)).hasSize(1);
    assertThat(log.machine.tickDueAt()).isLessThan(log.now + WINDOW_MS);

    assertThat(stores(only(log.after(WINDOW_MS), Effect.Decide.class))).containsExactly("a", "b");
  }

  @Test
  void shouldWaiveTheTime_whenToldToAggregateNow() {
    log.define(round("r1").inWindows(5, 3));
    log.uploadFrom(7, "r1", "a", 1);

    log.publish(only(log.apply(new RoundEvent.AggregateNow("r1")), Effect.Decide.class));

    assertThat(all(log.uploadFrom(1, "r1", "a", 2), Effect.Decide.class)).as("once").isEmpty();
  }

  @Test
  void shouldRefuse_whenTooStaleOrOfNoVersionOfTheRound() {
    log.define(round("r1").inWindows(1, 1));
    log.publish(windowOf(7, "a"));
    log.publish(only(log.uploadFrom(1, "r1", "a", 2), Effect.Decide.class)); // chain: 1, 2

    assertThat(refusals(log.uploadFrom(7, "r1", "b", 1))).contains("wrong_base");
    assertThat(refusals(log.uploadFrom(3, "r1", "b", 2))).contains("wrong_base");
    log.publish(only(log.uploadFrom(2, "r1", "a", 3), Effect.Decide.class)); // chain: 2, 3
    List<Effect> tooOld = log.uploadFrom(1, "r1", "b", 3);
    assertThat(refusals(tooOld)).containsExactly("too_stale");
    assertThat(only(tooOld, Effect.AttemptOver.class).reason()).isEqualTo("too_stale");

    assertThat(all(log.uploadFrom(2, "r1", "b", 4), Effect.Decide.class)).hasSize(1);
  }

  @Test
  void shouldRefuseWhatWaits_whenWindowsLeaveItBehind() {
    log.define(round("r1").inWindows(2, 0));
    Effect.Decide first = windowOf(7, "a", "b");
    log.uploadFrom(7, "r1", "c", 1);

    List<Effect> made = log.publish(first);

    assertThat(refusals(made)).containsExactly("too_stale");
    assertThat(log.view("r1").completed()).isZero();
    log.uploadFrom(1, "r1", "c", 2);
    assertThat(stores(only(log.uploadFrom(1, "r1", "a", 2), Effect.Decide.class)))
        .containsExactly("c", "a");
  }

  @Test
  void shouldLetAStoreWaitOnce_whenItUploadsMore() {
    log.define(round("r1").inWindows(2, 3));
    log.uploadFrom(7, "r1", "a", 1);

    List<Effect> again = log.uploadFrom(7, "r1", "a", 2);
    assertThat(only(again, Effect.AttemptOver.class).fate()).isEqualTo(Fate.DUPLICATE);
    assertThat(all(again, Effect.Decide.class)).isEmpty();

    assertThat(window(windowOf(7, "b")).entries().get(0).attempt())
        .isEqualTo(new AttemptReference("a", 1));
    assertThat(all(log.uploadFrom(7, "r1", "a", 3), Effect.AttemptOver.class))
        .as("what is in the making stands in nobody's way")
        .isEmpty();
  }

  @Test
  void shouldGiveUpTheUnfinished_whenTheStoreBeginsAnother() {
    log.define(round("r1").inWindows(1, 3));
    log.apply(log.uploads("r1").summary("a", 5, 10, 0));

    List<Effect> next = log.apply(log.uploads("r1").summary("a", 9, 10, 0));
    assertThat(only(next, Effect.AttemptOver.class).attempt().attemptId()).isEqualTo(5);
    assertThat(only(next, Effect.AttemptOver.class).fate()).isEqualTo(Fate.INCOMPLETE);

    List<Effect> back = log.uploadFrom(7, "r1", "a", 5);
    assertThat(all(back, Effect.AttemptOver.class))
        .allSatisfy(over -> assertThat(over.fate()).isEqualTo(Fate.LATE));
    assertThat(all(back, Effect.Decide.class)).isEmpty();
    log.apply(log.uploads("r1").summary("a", 9, 10, 1));
    assertThat(all(log.apply(log.uploads("r1").seal("a", 9, 1, 10)), Effect.Decide.class))
        .hasSize(1);
  }

  @Test
  void shouldCountAnAttemptOnce_whenItComesAgainAfterItsWindow() {
    log.define(round("r1").inWindows(1, 3));
    log.publish(windowOf(7, "a"));

    assertThat(all(log.uploadFrom(7, "r1", "a", 1), Effect.Decide.class)).isEmpty();
    log.apply(new RoundEvent.Finish("r1"));
    log.tally("r1", 0, List.of(), List.of(new AttemptReference("a", 1)));
    Effect.Settle settle = log.settle("r1");

    assertThat(settle.attempts()).isEqualTo(new Fates(1, 1, 0, 0, 0, 0, 0, 0, Map.of()));
  }

  @Test
  void shouldMakeWhatIsInTheMakingAndLeaveTheRest_whenFinished() {
    log.define(round("r1").inWindows(2, 3));
    Effect.Decide last = windowOf(7, "a", "b");
    log.uploadFrom(7, "r1", "c", 1);

    log.apply(new RoundEvent.Finish("r1"));
    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
    log.uploadFrom(7, "r1", "d", 1);
    List<Effect> made = log.publish(last);

    assertThat(only(made, Effect.Close.class).newestWindowMade()).isEqualTo(1);
    assertThat(log.status("r1")).isEqualTo(COMPLETED);
    // a, b aggregated; c not selected; d came after the end
    assertThat(log.settle("r1").attempts()).isEqualTo(new Fates(4, 2, 0, 1, 0, 1, 0, 0, Map.of()));
  }

  @Test
  void shouldEnd_whenItHasMadeItsWindowsOrItsTimeIsUp() {
    TermsDraft two = round("r1").inWindows(1, 3);
    two.windows = new WindowTerms(1, WINDOW_MS, 2, 3, Staleness.constant());
    log.define(two);
    log.publish(windowOf(7, "a"));
    log.publish(only(log.uploadFrom(1, "r1", "a", 2), Effect.Decide.class));
    assertThat(log.status("r1")).isEqualTo(COMPLETED);

    log.define(round("r2").inWindows(2, 3).needing(2, "0"));
    log.uploadFrom(7, "r2", "a", 1);
    log.after(100 * TermsDraft.DEADLINE_MS);
    assertThat(log.view("r2").reason())
        .startsWith(
            "deadline passed: no window closed; 1 updates waited, of which a window takes 2, or 2");
    assertThat(log.status("r2")).isEqualTo(FAILED);
  }

  @Test
  void shouldGoOnWithTheNext_whenAWindowCannotBeMade() {
    log.define(round("r1").inWindows(1, 3));
    log.publish(windowOf(7, "a"));
    log.uploadFrom(1, "r1", "a", 2);
    log.uploadFrom(1, "r1", "b", 1);

    List<Effect> failed = log.apply(new RoundEvent.FinaliseFailed("r1", 2, 1, "lost"));

    assertThat(only(failed, Effect.WindowLost.class))
        .isEqualTo(new Effect.WindowLost("r1", 2, 2, "chunk 1 could not be made: lost"));
    assertThat(log.view("r1").windowsLost()).isEqualTo(1);
    Effect.Decide next = only(failed, Effect.Decide.class);
    assertThat(stores(next)).containsExactly("b");
    assertThat(next.version()).as("2 is never given again").isEqualTo(3);
    assertThat(window(next).number()).isEqualTo(3);
    assertThat(window(next).baseVersion()).as("what was lost is no base").isEqualTo(1);
    assertThat(window(next).entries().get(0).staleness()).isZero();
    // what is said of the lost version does not touch the next
    log.apply(new RoundEvent.FinaliseFailed("r1", 2, 0, "lost"));
    log.apply(new RoundEvent.Published("r1", 2, 0, Uploads.root("r1", 2, 0), 10, 1));
    log.publish(next);
    assertThat(log.view("r1").version()).isEqualTo(3);

    log.apply(new RoundEvent.Promote(2, "ann"));
    assertThat(log.refusals()).containsExactly("unknown_version");
    assertThat(refusals(log.uploadFrom(2, "r1", "c", 1))).contains("wrong_base");
    assertThat(only(log.apply(new RoundEvent.Finish("r1")), Effect.Close.class).newestWindowMade())
        .isEqualTo(3);
    assertThat(log.status("r1")).isEqualTo(COMPLETED);
    // a's first and b's are aggregated, a's second was in the lost window, c's had no base
    assertThat(log.settle("r1").attempts())
        .isEqualTo(new Fates(4, 2, 0, 0, 0, 0, 1, 0, Map.of("wrong_base", 1L)));
  }

  @Test
  void shouldFailAndKeepWhatWasMade_whenThreeWindowsInARowCannotBeMade() {
    log.define(round("r1").inWindows(1, 3));
    log.publish(windowOf(7, "a"));
    for (int lost = 0; lost < 3; lost++) {
      Effect.Decide next = only(log.uploadFrom(1, "r1", "a", 2 + lost), Effect.Decide.class);
      log.apply(new RoundEvent.FinaliseFailed("r1", next.version(), 0, "its base is gone"));
    }

    assertThat(log.status("r1")).isEqualTo(FAILED);
    assertThat(log.view("r1").reason())
        .isEqualTo(
            "3 windows were not made, 3 of them in a row; the last: chunk 0 could not be made: its"
                + " base is gone");
    assertThat(log.view("r1").version()).isEqualTo(1);
    assertThat(only(log.effects, Effect.Close.class).newestWindowMade()).isEqualTo(1);
    assertThat(log.settle("r1").attempts()).isEqualTo(new Fates(4, 1, 0, 0, 0, 0, 3, 0, Map.of()));
  }

  @Test
  void shouldFail_whenItsOnlyWindowIsNotMadeInTime() {
    log.define(round("r1").inWindows(1, 3));
    windowOf(7, "a");
    log.apply(new RoundEvent.Finish("r1"));

    List<Effect> late = log.after(Round.FINALISE_MS);

    assertThat(only(late, Effect.WindowLost.class).reason())
        .isEqualTo("0 of 2 chunks were made in time");
    assertThat(log.status("r1")).isEqualTo(FAILED);
    assertThat(log.view("r1").reason())
        .isEqualTo("no window was made; the last: 0 of 2 chunks were made in time");
  }

  @Test
  void shouldComplete_whenTheLastOfSeveralWindowsIsNotMade() {
    log.define(round("r1").inWindows(1, 3));
    log.publish(windowOf(7, "a"));
    log.uploadFrom(1, "r1", "a", 2);
    log.apply(new RoundEvent.Finish("r1"));
    log.apply(new RoundEvent.FinaliseFailed("r1", 2, 0, "lost"));

    assertThat(log.status("r1")).isEqualTo(COMPLETED);
    assertThat(log.view("r1").version()).isEqualTo(1);
    assertThat(log.settle("r1").attempts()).isEqualTo(new Fates(2, 1, 0, 0, 0, 0, 1, 0, Map.of()));
  }

  @Test
  void shouldMakeNothingMore_whenCancelled() {
    log.define(round("r1").inWindows(1, 3));
    Effect.Decide decide = windowOf(7, "a");
    log.uploadFrom(7, "r1", "b", 1);

    log.apply(new RoundEvent.Cancel("r1", null));
    log.publish(decide);

    assertThat(log.status("r1")).isEqualTo(CANCELLED);
    assertThat(all(log.effects, Effect.Complete.class)).isEmpty();
    assertThat(log.settle("r1").attempts()).isEqualTo(new Fates(2, 0, 0, 0, 0, 0, 0, 2, Map.of()));
  }

  @Test
  void shouldLetOtherRoundsHaveTheirTurn_whenWindowsAreAlwaysFull() {
    log.define(round("r1").inWindows(1, 9));
    Effect.Decide first = windowOf(7, "a");
    log.uploadFrom(7, "r1", "b", 1);
    log.define(round("r2"));
    log.upload("r2", "x");
    log.after(WINDOW_MS);

    Effect.Decide other = only(log.publish(first), Effect.Decide.class);
    assertThat(other.roundId()).isEqualTo("r2");
    Effect.Decide second = only(log.publish("r2"), Effect.Decide.class);

    assertThat(second.roundId()).isEqualTo("r1");
    assertThat(window(second).baseVersion()).as("the chain is the round's own").isEqualTo(1);
    assertThat(second.version()).isEqualTo(3);
  }

  @Test
  void shouldHaveItsWindowFirst_whenItsTimeIsUpWhileAnotherRoundIsMade() {
    log.define(round("r1").inWindows(1, 9));
    log.after(100 * TermsDraft.DEADLINE_MS - 3 * WINDOW_MS);
    log.define(round("r2"));
    log.upload("r2", "x");
    log.after(WINDOW_MS);
    assertThat(all(log.uploadFrom(7, "r1", "a", 1), Effect.Decide.class)).isEmpty();
    log.after(3 * WINDOW_MS);
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);

    Effect.Decide window = only(log.publish("r2"), Effect.Decide.class);
    log.after(WINDOW_MS);
    log.publish(window);

    assertThat(stores(window)).containsExactly("a");
    assertThat(log.status("r1")).isEqualTo(COMPLETED);
  }

  @Test
  void shouldSayWhatPartAnUpdateIsOfItsWindow_howeverItIsDivided() {
    WindowDecision.Entry fresh = entry("a", 0, Staleness.ONE, 30);
    WindowDecision.Entry stale = entry("b", 1, Staleness.ONE / 2, 10);
    WindowDecision window = new WindowDecision(1, 7, List.of(fresh, stale));

    assertThat(window.share(fresh, false)).isEqualTo(30.0 / 40);
    assertThat(window.share(stale, false)).isEqualTo(5.0 / 40);
    assertThat(window.share(fresh, true)).isEqualTo(30.0 / 35);
    assertThat(window.share(stale, true)).isEqualTo(5.0 / 35);
  }

  private static WindowDecision.Entry entry(
      String store, long staleness, long stalenessWeight, long weight) {
    return new WindowDecision.Entry(
        new AttemptReference(store, 1), 7 - staleness, staleness, stalenessWeight, weight, weight);
  }

  @Test
  void shouldTakeOutWhatWaits_whenAStoreIsWithdrawn() {
    log.define(round("r1").inWindows(2, 3));
    log.uploadFrom(7, "r1", "a", 1);
    log.apply(new RoundEvent.Withdraw("r1", "a"));

    assertThat(all(log.uploadFrom(7, "r1", "b", 1), Effect.Decide.class)).isEmpty();
    assertThat(only(log.uploadFrom(7, "r1", "a", 2), Effect.AttemptOver.class).fate())
        .isEqualTo(Fate.NOT_SELECTED);
  }

  @Test
  void shouldFollowThePromotion_whenTheBaseOfAWindowIsPromoted() {
    log.define(round("r1").inWindows(1, 3));
    log.publish(windowOf(7, "a"));
    log.apply(new RoundEvent.Promote(1, "ann"));

    List<Effect> made = log.publish(only(log.uploadFrom(1, "r1", "a", 2), Effect.Decide.class));

    assertThat(only(made, Effect.Promoted.class).version()).isEqualTo(2);
  }

  private Effect.Decide windowOf(long base, String... stores) {
    List<Effect> last = List.of();
    for (String store : stores) {
      last = log.uploadFrom(base, "r1", store, 1);
    }
    return only(last, Effect.Decide.class);
  }

  private static WindowDecision window(Effect.Decide decide) {
    if (decide.window() == null) {
      throw new AssertionError("no window in " + decide);
    }
    return decide.window();
  }

  private static List<String> stores(Effect.Decide decide) {
    return window(decide).entries().stream().map(entry -> entry.attempt().storeId()).toList();
  }

  private static List<String> refusals(List<Effect> effects) {
    return all(effects, Effect.Refused.class).stream().map(Effect.Refused::reason).toList();
  }
}
