package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEffect.EndPlan;
import io.fedlog.learning.plan.PlanEvent.Evaluated;
import io.fedlog.learning.plan.PlanEvent.EvaluationOverdue;
import io.fedlog.learning.plan.PlanEvent.RoundCompleted;
import io.fedlog.learning.plan.PlanEvent.RoundDefined;
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

    Step told = PlanMachine.apply(waiting.state(), new Evaluated(7, 0.5));
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
    state = after(state, done(1, 1), new Evaluated(1, 1.000));
    state = after(state, done(2, 2), new Evaluated(2, 0.990));
    state = after(state, done(3, 3));
    Step end = PlanMachine.apply(state, new Evaluated(3, 0.995));

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
    state = after(state, done(1, 1), new Evaluated(1, 1.0));
    state = after(state, done(2, 2), new Evaluated(2, 0.995));
    state = after(state, done(3, 3), new Evaluated(3, 0.989));
    state = after(state, done(4, 4));

    assertThat(PlanMachine.apply(state, new Evaluated(4, 0.989)).effects())
        .containsExactly(new DefineRound(PlanRound.training(5)));
  }

  @Test
  void shouldCountNegativeLosses_whenTheyFall() {
    PlanState state = PlanMachine.start(new PlanTerms("p", 9, 1, 0.1), true).state();
    state = after(state, done(1, 1), new Evaluated(1, -1.0), done(2, 2), new Evaluated(2, -1.2));
    assertThat(state.number()).isEqualTo(3);

    // A tenth of 1.2 is 0.12: -1.25 is not below -1.32.
    state = after(state, done(3, 3), new Evaluated(3, -1.25));
    assertThat(state.phase()).isEqualTo(PlanPhase.COMPLETED);
  }

  @Test
  void shouldCountAgainstThePlan_whenLossIsNotFinite() {
    PlanState state = PlanMachine.start(new PlanTerms("p", 9, 2, 0), true).state();
    state =
        after(
            state,
            done(1, 1),
            new Evaluated(1, Double.NaN),
            done(2, 2),
            new Evaluated(2, Double.NaN));

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
    state = after(state, done(1, 1), new Evaluated(1, 1.0), lost(2), lost(3));
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
    assertThat(state.reason()).isEqualTo("none of 2 training rounds made a version");
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
    Step late = PlanMachine.apply(followed.state(), new Evaluated(1, 0.25));
    assertThat(late.effects()).isEmpty();
    assertThat(late.state().trained()).containsExactly(new TrainedRound(1, 1, 0.25));
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
}
