package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.RoundStatus.AGGREGATING;
import static io.fedlog.learning.round.RoundStatus.CANCELLED;
import static io.fedlog.learning.round.RoundStatus.COMPLETED;
import static io.fedlog.learning.round.RoundStatus.CREATED;
import static io.fedlog.learning.round.RoundStatus.FAILED;
import static io.fedlog.learning.round.RoundStatus.IN_PROGRESS;
import static io.fedlog.learning.round.TermsDraft.DEADLINE_MS;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.digest.TreeHash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a round starts, is decided and ends. */
class RoundMachineTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldGoFromCreatedToCompleted_whenAllGoesWell() {
    List<Effect> defined = log.define(round("r1").needing(2, "1"));
    assertThat(only(defined, Effect.Open.class).terms().roundId()).isEqualTo("r1");
    assertThat(log.status("r1")).isEqualTo(CREATED);

    log.join("r1", "a", "b");
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);
    log.upload("r1", "b", 7, 1, 30);
    log.upload("r1", "a", 8, 1, 12);
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);

    Effect.Decide decide = only(log.after(WINDOW_MS), Effect.Decide.class);
    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
    assertThat(decide.version()).isEqualTo(1);
    assertThat(decide.cohort()).containsExactly(0b11);
    assertThat(decide.cohortSize()).isEqualTo(2);
    assertThat(decide.totalWeight()).isEqualTo(42);
    assertThat(only(log.effects, Effect.Roster.class).entries())
        .containsExactly(new AttemptReference("b", 7), new AttemptReference("a", 8));

    Effect.Complete complete = only(log.publish("r1"), Effect.Complete.class);
    assertThat(log.status("r1")).isEqualTo(COMPLETED);
    assertThat(complete.modelBytes()).isEqualTo(20);
    assertThat(complete.round().sha256())
        .isEqualTo(
            TreeHash.hex(
                TreeHash.compose(List.of(Uploads.root("r1", 1, 0), Uploads.root("r1", 1, 1)))));
    assertThat(log.machine.latestVersion(MODEL)).isEqualTo(1);
    assertThat(log.settle("r1").attempts().aggregated()).isEqualTo(2);
  }

  @Test
  void shouldNeedFiftyFive_whenThresholdIsFiftyFivePercentOfAHundred() {
    log.define(round("r1").needing(1, "0.55"));
    log.join("r1", 100);
    log.upload("r1", 54);
    assertThat(log.after(WINDOW_MS)).doesNotHaveAnyElementsOfTypes(Effect.Decide.class);
    assertThat(log.view("r1").needed()).isEqualTo(55);

    List<Effect> last = log.upload("r1", "store-54");

    assertThat(only(last, Effect.Decide.class).cohortSize()).isEqualTo(55);
  }

  @Test
  void shouldWaitForTheWindow_whenStoresMayStillJoin() {
    log.define(round("r1").needing(1, "1"));
    log.upload("r1", "a");

    assertThat(log.after(WINDOW_MS - 10)).doesNotHaveAnyElementsOfTypes(Effect.Decide.class);
    assertThat(log.after(10)).hasAtLeastOneElementOfType(Effect.Decide.class);
  }

  @Test
  void shouldCloseTheWindowEarly_whenAllTargetsJoined() {
    log.define(round("r1").asking(2).needing(1, "0.5"));
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a", "b")));
    log.upload("r1", "a");
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);

    // ceil(0.5 x 2) = 1 has completed, so the last target's join decides
    log.join("r1", "b");

    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
  }

  @Test
  void shouldCloseTheWindowEarly_whenTheLastTargetJoinsByItsSeal() {
    log.define(round("r1").asking(2).needing(1, "0.5"));
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a", "b")));
    log.upload("r1", "a");

    log.apply(log.uploads("r1").summary("b", 1, 10, 0));
    assertThat(log.view("r1").participating()).as("anybody can write chunks").isEqualTo(1);

    log.apply(log.uploads("r1").seal("b", 1, 1, 10));

    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
  }

  @Test
  void shouldFailSayingHowManyCame_whenTheDeadlinePasses() {
    log.define(round("r1").needing(2, "0.8"));
    log.join("r1", 10);
    log.upload("r1", 7);

    Effect.Close close = only(log.after(DEADLINE_MS), Effect.Close.class);

    assertThat(close.reason()).isEqualTo(Effect.CloseReason.FAILED);
    assertThat(log.view("r1").reason())
        .isEqualTo(
            "deadline passed: 7 of 10 participating stores completed; 8 were needed"
                + " (min_stores 2, threshold 0.8)");
    assertThat(log.settle("r1").attempts().failed()).isEqualTo(7);
  }

  @Test
  void shouldFailByTheLogsTime_whenNoTickComesBeforeTheLateUpload() {
    log.define(round("r1").needing(1, "0"));
    log.join("r1", "a");
    log.now += DEADLINE_MS;

    log.upload("r1", "a");

    assertThat(log.status("r1")).isEqualTo(FAILED);
    assertThat(log.settle("r1").attempts().late()).isEqualTo(1);
  }

  @Test
  void shouldDecideAtTheDeadline_whenTheWindowWouldOutlastIt() {
    TermsDraft draft = round("r1").needing(1, "1");
    draft.windowMs = Long.MAX_VALUE;
    log.define(draft);
    log.upload("r1", "a");

    assertThat(log.after(DEADLINE_MS)).hasAtLeastOneElementOfType(Effect.Decide.class);
  }

  @Test
  void shouldStayOpen_whenDeadlineIsPastAllTime() {
    TermsDraft draft = round("r1").needing(1, "1");
    draft.deadlineMs = Long.MAX_VALUE;
    log.define(draft);

    log.after(DEADLINE_MS);

    assertThat(log.status("r1")).isEqualTo(CREATED);
    assertThat(log.view("r1").deadlineAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldAggregateAtTheDeadline_whenTheMinimumIsMetAndTheTermsSaySo() {
    log.define(round("r1").needing(2, "0.8").aggregateIfMin());
    log.join("r1", 10);
    log.upload("r1", 2);
    log.after(WINDOW_MS);
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);

    assertThat(only(log.after(WINDOW_MS), Effect.Decide.class).cohortSize()).isEqualTo(2);
  }

  @Test
  void shouldFailAtTheDeadline_whenOnlyTheMinimumIsMissing() {
    log.define(round("r1").needing(3, "0").aggregateIfMin());
    log.upload("r1", 2);

    log.after(DEADLINE_MS);

    assertThat(log.view("r1").reason()).contains("2 of 2 participating", "3 were needed");
  }

  @Test
  void shouldFailSayingSo_whenPagesOfTargetsAreMissing() {
    TermsDraft draft = round("r1").asking(2).needing(1, "0").aggregateIfMin();
    draft.pages = 2;
    log.define(draft);
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a")));
    log.upload("r1", "a");

    log.after(DEADLINE_MS);

    assertThat(log.view("r1").reason())
        .isEqualTo("deadline passed: 1 of 2 pages of target stores came");
  }

  @Test
  void shouldWaiveTheThresholdButNotTheMinimum_whenToldToAggregateNow() {
    log.define(round("r1").needing(2, "1"));
    log.join("r1", 10);
    log.upload("r1", "store-0");
    log.apply(new RoundEvent.AggregateNow("r1"));
    assertThat(log.status("r1")).isEqualTo(IN_PROGRESS);

    log.upload("r1", "store-1");

    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
    assertThat(log.view("r1").cohortSize()).isEqualTo(2);
  }

  @Test
  void shouldRefuseCommands_whenTheRoundIsDecided() {
    log.define(round("r1"));
    log.upload("r1", "a");
    log.after(WINDOW_MS);

    log.apply(new RoundEvent.AggregateNow("r1"));
    log.apply(new RoundEvent.Cancel("r1", null));
    log.apply(new RoundEvent.Withdraw("r1", "a"));
    log.apply(new RoundEvent.Retire("r1"));
    log.apply(new RoundEvent.Cancel("r9", null));

    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
    assertThat(log.refusals())
        .containsExactly(
            "wrong_state", "wrong_state", "wrong_state", "wrong_state", "unknown_round");
  }

  @Test
  void shouldEndWithoutAModel_whenCancelled() {
    log.define(round("r1"));
    log.upload("r1", "a");

    log.apply(new RoundEvent.Cancel("r1", "wrong data"));

    assertThat(log.status("r1")).isEqualTo(CANCELLED);
    assertThat(log.view("r1").reason()).isEqualTo("wrong data");
    assertThat(log.settle("r1").attempts().cancelled()).isEqualTo(1);
  }
}
