package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEffect.EndPlan;
import io.fedlog.learning.plan.PlanEvent.Evaluated;
import io.fedlog.learning.plan.PlanEvent.EvaluationOverdue;
import io.fedlog.learning.plan.PlanEvent.PauseRequested;
import io.fedlog.learning.plan.PlanEvent.ResumeRequested;
import io.fedlog.learning.plan.PlanEvent.RoundCompleted;
import io.fedlog.learning.plan.PlanEvent.RoundDefined;
import io.fedlog.learning.plan.PlanEvent.RoundDue;
import io.fedlog.learning.plan.PlanEvent.RoundFailed;
import io.fedlog.learning.plan.PlanEvent.StopRequested;
import io.fedlog.learning.plan.PlanMachine.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanMachineTest {

  private static final PlanTerms THREE_ROUNDS = new PlanTerms("p", 3, 0, 0);
  private static final PlanTerms PATIENT = new PlanTerms("p", 100, 2, 0.01);

  @Test
  void shouldPrepareThenTrain_whenNothingIsThere() {
    Step step = PlanMachine.start(THREE_ROUNDS, false);
    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.VOCABULARY));

    step = PlanMachine.apply(step.state(), new RoundCompleted(PlanRound.VOCABULARY, 1));
    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.MOMENTS));

    step = PlanMachine.apply(step.state(), new RoundCompleted(PlanRound.MOMENTS, 1));
    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.INITIAL));

    step = PlanMachine.apply(step.state(), new RoundCompleted(PlanRound.INITIAL, 1));
    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.training(1)));
  }

  @Test
  void shouldStartWithTraining_whenWarm() {
    Step step = PlanMachine.start(THREE_ROUNDS, true);

    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.training(1)));
    assertThat(step.state().phase()).isEqualTo(PlanPhase.TRAINING);
  }

  @Test
  void shouldCompleteWithoutWaiting_whenRoundsAreDoneAndPatienceIsZero() {
    PlanState state = PlanMachine.start(THREE_ROUNDS, true).state();
    state = after(state, done(1, 11), done(2, 12));
    Step last = PlanMachine.apply(state, done(3, 13));

    assertThat(last.effects())
        .containsExactly(new EndPlan(PlanPhase.COMPLETED, "3 of 3 training rounds made a version"));
  }

  @Test
  void shouldWaitForTheStores_whenPatient() {
    PlanState state = PlanMachine.start(PATIENT, true).state();

    Step waiting = PlanMachine.apply(state, done(1, 7));
    assertThat(waiting.effects()).isEmpty();
    assertThat(waiting.state().awaited()).isEqualTo(7L);
    assertThat(waiting.state().round()).isNull();

    Step told = PlanMachine.apply(waiting.state(), loss(7, 0.5));
    assertThat(told.effects()).containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldGoOn_whenNobodyEvaluatesInTime() {
    PlanState state = after(PlanMachine.start(PATIENT, true).state(), done(1, 7));

    assertThat(PlanMachine.apply(state, new EvaluationOverdue(6)).effects()).isEmpty();
    assertThat(PlanMachine.apply(state, new EvaluationOverdue(7)).effects())
        .containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldEnd_whenLossStandsStillForPatienceRounds() {
    // 1 % of 1.000 must be gained: 0.990 is not below 0.990, 0.995 is not; 2 rounds without.
    PlanState state = PlanMachine.start(PATIENT, true).state();
    state = after(state, done(1, 1), loss(1, 1.000));
    state = after(state, done(2, 2), loss(2, 0.990));
    state = after(state, done(3, 3));
    Step end = PlanMachine.apply(state, loss(3, 0.995));

    assertThat(end.state().phase()).isEqualTo(PlanPhase.COMPLETED);
    assertThat(end.state().reason())
        .isEqualTo(
            "the stores' evaluation loss did not improve by 0.01 of itself in 2 rounds;"
                + " the best was 1.00000 in round 1");
  }

  @Test
  void shouldGoOn_whenSmallStepsAddUp() {
    // 0.995 is no gain over 1.0 by itself; 0.989 is, and the count starts anew.
    PlanState state = PlanMachine.start(PATIENT, true).state();
    state = after(state, done(1, 1), loss(1, 1.0));
    state = after(state, done(2, 2), loss(2, 0.995));
    state = after(state, done(3, 3), loss(3, 0.989));
    state = after(state, done(4, 4));

    assertThat(PlanMachine.apply(state, loss(4, 0.989)).effects())
        .containsExactly(new DefineRound(PlanRound.training(5)));
  }

  @Test
  void shouldCountNegativeLosses_whenTheyFall() {
    PlanState state = PlanMachine.start(new PlanTerms("p", 9, 1, 0.1), true).state();
    state = after(state, done(1, 1), loss(1, -1.0), done(2, 2), loss(2, -1.2));
    assertThat(state.number()).isEqualTo(3);

    // A tenth of 1.2 is 0.12: -1.25 is not below -1.32.
    state = after(state, done(3, 3), loss(3, -1.25));
    assertThat(state.phase()).isEqualTo(PlanPhase.COMPLETED);
  }

  @Test
  void shouldCountAgainstThePlan_whenLossIsNotFinite() {
    PlanState state = PlanMachine.start(new PlanTerms("p", 9, 2, 0), true).state();
    state = after(state, done(1, 1), loss(1, Double.NaN), done(2, 2), loss(2, Double.NaN));

    assertThat(state.phase()).isEqualTo(PlanPhase.COMPLETED);
    assertThat(state.reason()).endsWith("no round had a finite loss");
  }

  @Test
  void shouldGoOnWithNextNumber_whenATrainingRoundFails() {
    PlanState state = PlanMachine.start(THREE_ROUNDS, true).state();
    Step step = PlanMachine.apply(state, lost(1));

    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.training(2)));
    assertThat(step.state().failuresInARow()).isEqualTo(1);
    assertThat(after(step.state(), done(2, 5)).failuresInARow()).isZero();
  }

  @Test
  void shouldFailWithTheLastReason_whenThreeRoundsInARowFail() {
    PlanState state = PlanMachine.start(PATIENT, true).state();
    state = after(state, done(1, 1), loss(1, 1.0), lost(2), lost(3));
    Step end = PlanMachine.apply(state, new RoundFailed(PlanRound.training(4), "2 of 3 came"));

    assertThat(end.effects())
        .containsExactly(
            new EndPlan(
                PlanPhase.FAILED,
                "3 rounds in a row made no version; the last, p-0004: 2 of 3 came"));
  }

  @Test
  void shouldFailAtOnce_whenPreparationFails() {
    PlanState state = PlanMachine.start(PATIENT, false).state();
    Step end = PlanMachine.apply(state, new RoundFailed(PlanRound.VOCABULARY, "nobody came"));

    assertThat(end.effects())
        .containsExactly(
            new EndPlan(PlanPhase.FAILED, "p-vocabulary made no version: nobody came"));
  }

  @Test
  void shouldFail_whenAllRoundsAreSpentAndNoneMadeAVersion() {
    PlanState state = PlanMachine.start(new PlanTerms("p", 2, 0, 0), true).state();
    state = after(state, lost(1), lost(2));

    assertThat(state.phase()).isEqualTo(PlanPhase.FAILED);
    assertThat(state.reason())
        .isEqualTo("none of 2 training rounds made a version; the last, p-0002: nobody came");
  }

  @Test
  void shouldCancelTheRunningRound_whenStopped() {
    PlanState state = PlanMachine.start(PATIENT, false).state();

    assertThat(PlanMachine.apply(state, new StopRequested("enough")).effects())
        .containsExactly(
            new CancelRound(PlanRound.VOCABULARY, "enough"),
            new EndPlan(PlanPhase.STOPPED, "enough"));
  }

  @Test
  void shouldChangeNothing_whenEventIsRepeatedOrStrange() {
    PlanState state = after(PlanMachine.start(THREE_ROUNDS, true).state(), done(1, 1));

    assertThat(PlanMachine.apply(state, done(1, 1))).isEqualTo(new Step(state, List.of()));
    assertThat(PlanMachine.apply(state, lost(3))).isEqualTo(new Step(state, List.of()));
    PlanState over = after(state, new StopRequested("x"));
    assertThat(PlanMachine.apply(over, done(2, 2))).isEqualTo(new Step(over, List.of()));
  }

  @Test
  void shouldFollowTheLog_whenAnotherCoordinatorWentOnWithoutTheEvaluation() {
    PlanState state = after(PlanMachine.start(PATIENT, true).state(), done(1, 1));
    Step followed = PlanMachine.apply(state, new RoundDefined(PlanRound.training(2)));
    assertThat(followed.effects()).isEmpty();
    assertThat(followed.state().round()).isEqualTo(PlanRound.training(2));

    // The evaluation that came late is remembered, and ends nothing by itself.
    Step late = PlanMachine.apply(followed.state(), loss(1, 0.25));
    assertThat(late.effects()).isEmpty();
    assertThat(late.state().trained()).containsExactly(new TrainedRound(1, 1, 0.25, null));
  }

  @Test
  void shouldEnd_whenTheTargetIsReached() {
    PlanTerms terms =
        new PlanTerms("p", 100, 0, 0, new Target("auc", Target.Bound.AT_LEAST, 0.9), 0);
    PlanState state = PlanMachine.start(terms, true).state();
    state = after(state, done(1, 7));
    assertThat(state.awaited()).as("the figures decide, without patience too").isEqualTo(7L);
    state = after(state, new Evaluated(7, 0.2, 0.899), done(2, 8));
    Step end = PlanMachine.apply(state, new Evaluated(8, 0.1, 0.9));

    assertThat(end.effects())
        .containsExactly(
            new EndPlan(
                PlanPhase.COMPLETED,
                "the stores' auc of round 2 is 0.900000; the target was at least 0.9"));
  }

  @Test
  void shouldEndFromAbove_whenTheTargetIsALoss() {
    PlanTerms terms =
        new PlanTerms("p", 100, 0, 0, new Target("loss", Target.Bound.AT_MOST, 0.25), 0);
    PlanState state = after(PlanMachine.start(terms, true).state(), done(1, 1));

    assertThat(after(state, new Evaluated(1, 0.26, 0.26)).phase()).isEqualTo(PlanPhase.TRAINING);
    assertThat(after(state, new Evaluated(1, 0.25, 0.25)).phase()).isEqualTo(PlanPhase.COMPLETED);
  }

  @Test
  void shouldGoOn_whenTheTargetsFigureIsMissingOrNoNumber() {
    PlanTerms terms =
        new PlanTerms("p", 100, 0, 0, new Target("loss", Target.Bound.AT_MOST, 0.25), 0);
    PlanState state = after(PlanMachine.start(terms, true).state(), done(1, 1));

    for (PlanEvent event :
        List.of(
            new Evaluated(1, 0.1, null),
            new Evaluated(1, 0.1, Double.NaN),
            new EvaluationOverdue(1))) {
      assertThat(PlanMachine.apply(state, event).effects())
          .containsExactly(new DefineRound(PlanRound.training(2)));
    }
  }

  @Test
  void shouldLetTheRunningRoundFinish_whenItsTimeIsOver() {
    PlanTerms terms = new PlanTerms("p", 100, 0, 0, null, 5_400_000);
    PlanState state = after(PlanMachine.start(terms, true).state(), done(1, 1));
    PlanRound second = PlanRound.training(2);
    assertThat(PlanMachine.apply(state, new RoundDue(second, 5_399_999)))
        .isEqualTo(new Step(state, List.of()));

    // Not before the round that could be defined is the one after the last that ended.
    assertThat(PlanMachine.apply(state, new RoundDue(PlanRound.training(1), 5_400_000)))
        .isEqualTo(new Step(state, List.of()));
    assertThat(PlanMachine.apply(state, new RoundDue(second, 5_400_000)).effects())
        .containsExactly(
            new EndPlan(
                PlanPhase.COMPLETED, "its time of 1h30m is over; 1 training round made a version"));
  }

  @Test
  void shouldFail_whenItsTimeIsOverBeforeAVersion() {
    PlanTerms terms = new PlanTerms("p", 100, 0, 0, null, 1_000);
    PlanState state = PlanMachine.start(terms, false).state();

    assertThat(PlanMachine.apply(state, new RoundDue(PlanRound.VOCABULARY, 1_000)).effects())
        .containsExactly(
            new EndPlan(PlanPhase.FAILED, "no training round made a version within 1s"));
  }

  @Test
  void shouldNameNoRound_whilePaused() {
    PlanState state = after(PlanMachine.start(THREE_ROUNDS, true).state(), new PauseRequested());
    Step done = PlanMachine.apply(state, done(1, 11));
    assertThat(done.effects()).isEmpty();

    assertThat(PlanMachine.apply(done.state(), new ResumeRequested()).effects())
        .containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldComeToTheSame_whenARoundEndsBeforeOrAfterThePause() {
    PlanState running = PlanMachine.start(PATIENT, true).state();

    assertThat(after(running, new PauseRequested(), done(1, 1), loss(1, 1.0)))
        .isEqualTo(after(running, done(1, 1), loss(1, 1.0), new PauseRequested()));
    assertThat(after(running, new PauseRequested(), done(1, 1), new ResumeRequested()))
        .isEqualTo(after(running, done(1, 1)));
  }

  @Test
  void shouldEndAllTheSame_whenPaused() {
    PlanState state = after(PlanMachine.start(PATIENT, true).state(), new PauseRequested());

    assertThat(PlanMachine.apply(state, new StopRequested("enough")).state().phase())
        .isEqualTo(PlanPhase.STOPPED);
    PlanState last = PlanMachine.start(new PlanTerms("p", 1, 0, 0), true).state();
    assertThat(after(last, new PauseRequested(), done(1, 1)).phase())
        .isEqualTo(PlanPhase.COMPLETED);
  }

  @Test
  void shouldNotRunOutOfTime_whilePaused() {
    PlanTerms terms = new PlanTerms("p", 100, 0, 0, null, 1_000);
    PlanState state = after(PlanMachine.start(terms, true).state(), new PauseRequested());
    RoundDue late = new RoundDue(PlanRound.training(1), 9_999);

    assertThat(PlanMachine.apply(state, late)).isEqualTo(new Step(state, List.of()));
    assertThat(after(state, new ResumeRequested(), late).phase()).isEqualTo(PlanPhase.FAILED);
  }

  private static PlanState after(PlanState state, PlanEvent... events) {
    PlanState now = state;
    for (PlanEvent event : events) {
      now = PlanMachine.apply(now, event).state();
    }
    return now;
  }

  private static PlanEvent done(int number, long version) {
    return new RoundCompleted(PlanRound.training(number), version);
  }

  private static PlanEvent lost(int number) {
    return new RoundFailed(PlanRound.training(number), "nobody came");
  }

  private static PlanEvent loss(long version, double loss) {
    return new Evaluated(version, loss, null);
  }
}
