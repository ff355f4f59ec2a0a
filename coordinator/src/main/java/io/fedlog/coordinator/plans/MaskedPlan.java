package io.fedlog.coordinator.plans;

import io.fedlog.learning.features.PublicFeatures;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.UpdateEncoding;

/** What follows for a plan whose training rounds mask. */
final class MaskedPlan {
  private MaskedPlan() {}

  /**
   * Refuses what would tell of single stores beside the masks.
   *
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  static void require(PlanRecord plan) {
    if (plan.getSecureAggregation() == null) {
      return;
    }
    if (!plan.getTrainingConfig().containsKey(PublicFeatures.KEY)) {
      throw new IllegalArgumentException(
          "training_config: expected %s in a plan with secure_aggregation, such as age=18..100;plan=monthly|yearly: without it each store would tell its columns and the sums of them, unmasked, before training"
              .formatted(PublicFeatures.KEY));
    }
    UpdateEncoding updates = plan.getUpdateEncoding();
    if (updates != UpdateEncoding.AS_MODEL && updates != UpdateEncoding.GRID) {
      throw new IllegalArgumentException(
          "update_encoding: expected none in a plan with secure_aggregation, whose updates travel as GRID; came %s"
              .formatted(updates));
    }
  }
}
