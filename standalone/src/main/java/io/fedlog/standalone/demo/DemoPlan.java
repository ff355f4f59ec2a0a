package io.fedlog.standalone.demo;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.UpdateEncoding;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The plan that a demo starts.
 *
 * @param record as it goes on the log
 */
record DemoPlan(PlanRecord record) {

  private static final int PREPARATION_ROUNDS = 3;
  private static final double LEAST_IMPROVEMENT = 0.001;
  private static final Duration FINALISE = Duration.ofMinutes(2);
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("'demo-'yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  /** The plan of these settings; its id is new at every millisecond. */
  static DemoPlan of(
      DemoSettings settings, Chain chain, CoordinatorConfig installation, Instant now) {
    PlanRecord.Builder plan = installation.newPlan(ID.format(now), chain.spec().type().wireName());
    Integer least = settings.minStores();
    BigDecimal threshold = settings.threshold();
    long deadline = settings.deadline().toMillis();
    long joinWindow = Math.min(plan.getJoinWindowMs(), deadline);
    DemoMasking masking = settings.masking();
    return new DemoPlan(
        plan.setTargetStores(List.copyOf(chain.stores()))
            .setTrainingConfig(chain.config())
            .setMaxRounds(settings.rounds())
            .setPatience(settings.patience())
            .setMinImprovement(settings.patience() == 0 ? 0 : LEAST_IMPROVEMENT)
            .setMethod(settings.method())
            .setMethodParameters(settings.methodParameters())
            .setUpdateEncoding(UpdateEncoding.valueOf(settings.updates().kind().name()))
            .setTopKShare(settings.updates().share())
            .setPrivacy(settings.privacy())
            .setMinStores(least == null ? minStores(settings, plan, chain.stores().size()) : least)
            .setThreshold(threshold == null ? plan.getThreshold() : threshold.toPlainString())
            .setDeadlineMs(deadline)
            .setJoinWindowMs(joinWindow)
            .setSecureAggregation(
                masking == null
                    ? null
                    : masking.rules(Duration.ofMillis(joinWindow), settings.deadline()))
            .setCreatedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .setCreatedBy("demo")
            .build());
  }

  /** Shares of noise are the smaller, the more stores there are in any sum. */
  private static int minStores(DemoSettings settings, PlanRecord.Builder plan, int stores) {
    DemoMasking masking = settings.masking();
    return masking == null || settings.privacy() == null
        ? Math.min(plan.getMinStores(), stores)
        : masking.surviving(stores);
  }

  String planId() {
    return record.getPlanId();
  }

  /** No plan takes longer: every round is over by its deadline. */
  Duration longest() {
    return Duration.ofMillis(record.getDeadlineMs())
        .plus(FINALISE)
        .multipliedBy(record.getMaxRounds() + (long) PREPARATION_ROUNDS);
  }
}
