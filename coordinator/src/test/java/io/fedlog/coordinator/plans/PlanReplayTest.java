package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.completed;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.failed;
import static io.fedlog.coordinator.LogRecords.loss;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.learning.plan.PlanEffect;
import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEffect.EndPlan;
import io.fedlog.learning.plan.PlanMachine.Step;
import io.fedlog.learning.plan.PlanPhase;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.WindowRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanReplayTest {

  private static final PlanRecord PLAN = plan("p", 9, 0).build();
  private static final PlanRecord PATIENT = plan("p", 9, 1).build();

  private final LogView view = new LogView(1 << 24);
  private final PlanReplay replay = new PlanReplay(view, Duration.ofSeconds(30));

  @Test
  void shouldDefineTheVocabularyOnce_whenPlanIsNew() {
    assertThat(effects(PLAN)).containsExactly(new DefineRound(PlanRound.VOCABULARY));

    put(definition("p-vocabulary"));
    assertThat(effects(PLAN)).isEmpty();
  }

  @Test
  void shouldDefineTheRoundAgain_whenItsTargetsAreMissing() {
    RoundDefinition whole = (RoundDefinition) definition("p-vocabulary").getBody();
    put(
        new RoundRecord(
            RoundDefinition.newBuilder(whole).setTargetCount(3).setTargetPages(2).build()));
    put(targets(0));
    assertThat(effects(PLAN)).containsExactly(new DefineRound(PlanRound.VOCABULARY));

    put(targets(1));
    assertThat(effects(PLAN)).isEmpty();
  }

  @Test
  void shouldLeaveARoundAlone_whenItIsOverWithoutItsTargets() {
    preparation();
    RoundDefinition whole = (RoundDefinition) definition("p-0001").getBody();
    put(new RoundRecord(RoundDefinition.newBuilder(whole).setTargetPages(1).build()));
    put(failed("p-0001", "its targets never came"));

    assertThat(effects(PLAN)).containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldGoOnWhereTheLogEnds_whenTakingOver() {
    preparation();
    put(definition("p-0001"), completed("p-0001", 2, 3), definition("p-0002"));
    put(failed("p-0002", "1 of 2 came"), definition("p-0003"), completed("p-0003", 3, 3));

    Step step = replay.replay(PLAN, false, NOON);

    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.training(4)));
    assertThat(step.state().trained()).hasSize(2);
  }

  @Test
  void shouldStayWarm_whenItsFirstRoundSaysSo() {
    put(definition("p-0001"), completed("p-0001", 8, 3));

    assertThat(effects(PLAN)).containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldFailThePlan_whenItsPreparationFailed() {
    put(definition("p-vocabulary"), failed("p-vocabulary", "0 of 2 came"));

    assertThat(effects(PLAN))
        .containsExactly(
            new EndPlan(PlanPhase.FAILED, "p-vocabulary made no version: it failed: 0 of 2 came"));
  }

  @Test
  void shouldTrainInOneRound_whenThePlanIsAsynchronous() {
    PlanRecord plan =
        plan("p", 9, 0)
            .setWindows(
                WindowRules.newBuilder()
                    .setUpdates(2)
                    .setWindowMs(1_000)
                    .setMaxStaleness(3)
                    .build())
            .build();
    preparation();
    assertThat(effects(plan)).containsExactly(new DefineRound(PlanRound.training(1)));

    put(definition("p-0001"));
    assertThat(effects(plan)).isEmpty();
    put(completed("p-0001", 7, 2));
    assertThat(effects(plan))
        .containsExactly(new EndPlan(PlanPhase.COMPLETED, "1 of 1 training rounds made a version"));
  }

  @Test
  void shouldWaitForTheWholeCohort_whenPatient() {
    put(definition("p-0001"), completed("p-0001", 2, 2));
    assertThat(effects(PATIENT)).isEmpty();

    put(loss("a", 2, 0.5, 10));
    assertThat(effects(PATIENT)).isEmpty();

    put(loss("b", 2, 0.7, 10));
    assertThat(effects(PATIENT)).containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldGoOnWithWhatCame_whenStoresHadLongEnough() {
    put(definition("p-0001"), completed("p-0001", 2, 2), loss("a", 2, 0.5, 10));
    assertThat(effects(PATIENT, NOON.plusSeconds(29))).isEmpty();

    Step step = replay.replay(PATIENT, true, NOON.plusSeconds(30));

    assertThat(step.effects()).containsExactly(new DefineRound(PlanRound.training(2)));
    assertThat(step.state().trained().get(0).loss()).isEqualTo(0.5);
  }

  @Test
  void shouldEnd_whenThePooledLossStandsStill() {
    // Pooled: (0.5 * 30 + 0.9 * 10) / 40 = 0.6, then (0.6 * 30 + 0.6 * 10) / 40 = 0.6.
    put(definition("p-0001"), completed("p-0001", 2, 2));
    put(loss("a", 2, 0.5, 30), loss("b", 2, 0.9, 10));
    put(definition("p-0002"), completed("p-0002", 3, 2));
    put(loss("a", 3, 0.6, 30), loss("b", 3, 0.6, 10));

    Step step = replay.replay(PATIENT, true, NOON);

    assertThat(step.state().phase()).isEqualTo(PlanPhase.COMPLETED);
    assertThat(step.state().reason()).contains("did not improve").contains("0.600000 in round 1");
  }

  @Test
  void shouldCancelItsRound_whenStopped() {
    PlanRecord stopped =
        PlanRecord.newBuilder(PLAN).setStatus(PlanStatus.STOPPED).setReason("enough").build();
    put(definition("p-vocabulary"));

    assertThat(replay.replay(stopped, false, NOON).effects())
        .containsExactly(new CancelRound(PlanRound.VOCABULARY, "enough"));

    put(failed("p-vocabulary", "cancelled"));
    assertThat(replay.replay(stopped, false, NOON).effects()).isEmpty();
  }

  @Test
  void shouldDoNothing_whenStoppedBeforeItBegan() {
    PlanRecord stopped = PlanRecord.newBuilder(PLAN).setStatus(PlanStatus.STOPPED).build();

    assertThat(replay.replay(stopped, false, NOON).effects()).isEmpty();
  }

  @Test
  void shouldDefineNothing_whilePaused() {
    PlanRecord paused = paused(PLAN);
    assertThat(effects(paused)).isEmpty();

    preparation();
    put(definition("p-0001"));
    assertThat(effects(paused)).isEmpty();
    put(completed("p-0001", 2, 3));
    assertThat(effects(paused)).as("the running round ended; none follows").isEmpty();
    assertThat(effects(PLAN)).containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldGiveARunningRoundItsTargets_whilePaused() {
    RoundDefinition whole = (RoundDefinition) definition("p-vocabulary").getBody();
    put(new RoundRecord(RoundDefinition.newBuilder(whole).setTargetPages(1).build()));

    assertThat(effects(paused(PLAN))).containsExactly(new DefineRound(PlanRound.VOCABULARY));
    put(targets(0));
    assertThat(effects(paused(PLAN))).isEmpty();
  }

  @Test
  void shouldEnd_whenTheLastRoundEndsWhilePaused() {
    put(definition("q-0001"), completed("q-0001", 2, 3));

    assertThat(effects(paused(plan("q", 1, 0).build())))
        .containsExactly(new EndPlan(PlanPhase.COMPLETED, "1 of 1 training rounds made a version"));
  }

  @Test
  void shouldEnd_whenTheStoresReachTheTarget() {
    PlanRecord plan = plan("p", 9, 0).setTarget(atLeast("auc", 0.8)).build();
    put(definition("p-0001"), completed("p-0001", 2, 2), loss("a", 2, 0.5, 30));
    put(auc("a", 0.9, 30));
    assertThat(effects(plan)).as("one of two stores has told").isEmpty();

    // (0.9 * 30 + 0.5 * 10) / 40 = 0.8
    put(auc("b", 0.5, 10));
    assertThat(effects(plan))
        .containsExactly(
            new EndPlan(
                PlanPhase.COMPLETED,
                "the stores' auc of round 1 is 0.800000; the target was at least 0.8"));
  }

  @Test
  void shouldGoOn_whenTheTargetsFigureNeverComes() {
    PlanRecord plan = plan("p", 9, 0).setTarget(atLeast("auc", 0.8)).build();
    put(definition("p-0001"), completed("p-0001", 2, 1), loss("a", 2, 0.5, 30));

    assertThat(effects(plan, NOON.plusSeconds(29))).isEmpty();
    assertThat(effects(plan, NOON.plusSeconds(30)))
        .containsExactly(new DefineRound(PlanRound.training(2)));
  }

  @Test
  void shouldLetTheRunningRoundFinish_whenTheTimeIsOver() {
    PlanRecord plan = plan("p", 9, 0).setMaxDurationMs(3_600_000).build();
    Instant late = NOON.plusSeconds(3_600); // the plan was created at noon
    put(definition("p-0001"));
    assertThat(effects(plan, late)).isEmpty();

    put(completed("p-0001", 2, 2));
    assertThat(effects(plan, late.minusMillis(1)))
        .containsExactly(new DefineRound(PlanRound.training(2)));
    assertThat(effects(plan, late))
        .containsExactly(
            new EndPlan(
                PlanPhase.COMPLETED, "its time of 1h is over; 1 training round made a version"));
    put(definition("p-0002"));
    assertThat(effects(plan, late)).as("what the log shows outranks the clock").isEmpty();
  }

  @Test
  void shouldSpendItsTimePaused_butNotEndBeforeItIsLetGoOn() {
    PlanRecord plan = plan("p", 9, 0).setMaxDurationMs(1_000).build();
    Instant late = NOON.plusSeconds(1);

    assertThat(effects(paused(plan), late)).isEmpty();
    assertThat(effects(plan, late))
        .containsExactly(
            new EndPlan(PlanPhase.FAILED, "no training round made a version within 1s"));
  }

  private static PlanRecord paused(PlanRecord plan) {
    return PlanRecord.newBuilder(plan).setStatus(PlanStatus.PAUSED).build();
  }

  private static PlanTarget atLeast(String metric, double value) {
    return PlanTarget.newBuilder().setMetric(metric).setAtLeast(value).build();
  }

  private static StoreMetric auc(String storeId, double value, long samples) {
    return StoreMetric.newBuilder(loss(storeId, 2, value, samples)).setMetricName("auc").build();
  }

  private static RoundRecord targets(int page) {
    return new RoundRecord(new RoundTargets("p-vocabulary", "t", page, List.of("s" + page)));
  }

  private void preparation() {
    put(definition("p-vocabulary"), completed("p-vocabulary", 1, 3));
    put(definition("p-moments"), completed("p-moments", 1, 3));
    put(definition("p-initial"), completed("p-initial", 1, 1));
  }

  private List<PlanEffect> effects(PlanRecord plan) {
    return effects(plan, NOON);
  }

  private List<PlanEffect> effects(PlanRecord plan, Instant now) {
    return replay.replay(plan, false, now).effects();
  }

  private void put(Object... records) {
    for (Object record : records) {
      view.apply(null, record, NOON);
    }
  }
}
