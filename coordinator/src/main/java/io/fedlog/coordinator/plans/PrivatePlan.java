package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.rounds.PrivacyConfig;
import io.fedlog.coordinator.rounds.PrivacyWish;
import io.fedlog.learning.features.PublicFeatures;
import io.fedlog.schemas.Draw;
import io.fedlog.schemas.PlanPrivacy;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.UpdateEncoding;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows for a plan from its privacy. */
final class PrivatePlan {
  private PrivatePlan() {}

  /** What each training round asks for: an equal part of what the plan may spend. */
  static Optional<PrivacyWish> wish(PlanRecord plan) {
    PlanPrivacy privacy = plan.getPrivacy();
    return privacy == null
        ? Optional.empty()
        : Optional.of(
            new PrivacyWish(
                privacy.getMode(),
                privacy.getNoise(),
                privacy.getEpsilon(),
                privacy.getDelta(),
                privacy.getClipNorm(),
                plan.getMaxRounds()));
  }

  /** The configuration of all rounds of the plan, those before training too. */
  static Map<String, String> trainingConfig(PlanRecord plan) {
    PlanPrivacy privacy = plan.getPrivacy();
    return privacy == null
        ? plan.getTrainingConfig()
        : PrivacyConfig.telling(plan.getTrainingConfig(), privacy.getMode());
  }

  /**
   * Refuses what would tell of stores beside the noise.
   *
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  static void require(PlanRecord plan) {
    if (plan.getPrivacy() == null) {
      return;
    }
    if (!plan.getTrainingConfig().containsKey(PublicFeatures.KEY)) {
      throw new IllegalArgumentException(
          "training_config: expected "
              + PublicFeatures.KEY
              + " in a plan under privacy, such as age=18..100;plan=monthly|yearly: what stores agree on otherwise are exact figures of their rows");
    }
    require(
        plan.getUpdateEncoding() == UpdateEncoding.AS_MODEL
            || plan.getUpdateEncoding() == UpdateEncoding.GRID,
        "update_encoding",
        plan.getUpdateEncoding(),
        "none: updates travel as GRID");
    require(plan.getPatience() == 0, "patience", plan.getPatience(), "0: stores tell no figures");
    require(plan.getTarget() == null, "target", plan.getTarget(), "none: stores tell no figures");
    SelectionRules selection = plan.getSelection();
    require(
        selection == null || selection.getDraw() == Draw.EVEN,
        "selection.draw",
        Draw.BY_ROWS,
        "EVEN: stores do not tell their rows");
  }

  private static void require(boolean holds, String field, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s in a plan under privacy; came %s".formatted(field, expected, came));
    }
  }
}
