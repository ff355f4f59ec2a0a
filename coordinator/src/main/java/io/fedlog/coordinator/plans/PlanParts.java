package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Puts the parts that carry plans on together. */
public final class PlanParts {

  /** Of the version that a round with windows will start from. */
  private static final String ANY_HASH = "0".repeat(64);

  private PlanParts() {}

  /**
   * One step of any plan.
   *
   * @param maxAbsValue largest absolute value of a trained parameter
   * @param evaluationWait how long after a round the stores have to evaluate its version
   */
  public static PlanStep step(
      LogView view,
      LogWriter writer,
      TopicAdmin topics,
      RoundDefinitions definitions,
      ModelFeed feed,
      InitialUpload upload,
      double maxAbsValue,
      Duration evaluationWait,
      InstantSource clock) {
    PlanRounds rounds = new PlanRounds(view, new FeedModels(feed), maxAbsValue);
    return new PlanStep(
        view,
        writer,
        topics,
        definitions,
        rounds,
        new PlanReplay(view, evaluationWait),
        new FirstVersions(view, rounds, upload, clock),
        new StoreSelection(view),
        clock);
  }

  /**
   * What plans wait for.
   *
   * @param maxAbsValue largest absolute value of a trained parameter
   * @param evaluationWait how long after a round the stores have to evaluate its version
   */
  public static PlanWaits waits(
      LogView view, ModelFeed feed, double maxAbsValue, Duration evaluationWait) {
    return new PlanWaits(
        view,
        new PlanRounds(view, new FeedModels(feed), maxAbsValue),
        new PlanReplay(view, evaluationWait));
  }

  /**
   * Refuses a plan that could not work, before it is on the log. What its training rounds would be
   * refused for is found out now, as far as it does not lie in the size of the model.
   *
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  public static void check(PlanRecord plan, RoundDefinitions definitions, double maxAbsValue) {
    var unused = foreseen(plan, definitions, maxAbsValue);
  }

  /** What the plan's training rounds will be but for their model; refuses as {@link #check}. */
  static RoundDefinition foreseen(
      PlanRecord plan, RoundDefinitions definitions, double maxAbsValue) {
    var unusedTerms = PlanTermsReader.read(plan);
    ModelDesign design = new ModelDesign(plan, maxAbsValue);
    StoreSelection.requireFitting(plan);
    RoundSpec training =
        new RoundSpec(
                PlanRound.training(1).id(plan.getPlanId()),
                plan.getModelType(),
                plan.getPlanId(),
                1,
                plan.getWindows() == null
                    ? null
                    : new ModelReference(plan.getModelType(), 1L, ANY_HASH),
                List.of(),
                design.aggregation(),
                design.smallestTrainingForm(),
                StoreSelection.foreseen(plan, PlanParticipation.of(plan)),
                plan.getTrainingConfig(),
                plan.getCreatedBy())
            .with(PlanRounds.windows(plan))
            .under(PrivatePlan.wish(plan).orElse(null))
            .masked(plan.getSecureAggregation());
    return definitions.foreseen(training);
  }
}
