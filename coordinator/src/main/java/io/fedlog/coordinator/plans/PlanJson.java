package io.fedlog.coordinator.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.SecureRules;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Plans as JSON objects with a plan's fields, under the names and in the units of the schema of
 * fl.plans, but for {@link MaskingField}. What is left out has the installation's default, or the
 * schema's.
 */
public final class PlanJson {

  /** A plan's past is not its author's to write. */
  private static final List<String> OURS = List.of("status", "reason", "created_at", "created_by");

  private PlanJson() {}

  /**
   * Reads a plan.
   *
   * @param defaults the installation's
   * @param now when it is created
   * @param by who asks for it
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  public static PlanRecord read(ObjectNode fields, RoundDefaults defaults, Instant now, String by) {
    for (String field : OURS) {
      if (fields.has(field)) {
        throw new IllegalArgumentException(field + " is not the author's to say; leave it out");
      }
    }
    PlanRecord plan =
        PlanRecord.newBuilder()
            .setPlanId(JsonFields.text(fields, "plan_id"))
            .setModelType(JsonFields.text(fields, "model_type"))
            .setMinStores(defaults.minStores())
            .setThreshold(defaults.threshold().toPlainString())
            .setJoinWindowMs(defaults.joinWindow().toMillis())
            .setDeadlineMs(defaults.deadline().toMillis())
            .setMaxRounds(0) // the author says how many
            .setCreatedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .setCreatedBy(by)
            .build();
    var unused = JsonFields.require(fields, "max_rounds");
    ObjectNode others = fields.deepCopy();
    JsonNode masking = others.remove(MaskingField.NAME);
    JsonFields.fill(plan, others, "");
    SecureRules rules =
        MaskingField.read(
            masking,
            MaskingField.NAME,
            Duration.ofMillis(plan.getJoinWindowMs()),
            Duration.ofMillis(plan.getDeadlineMs()));
    return PlanRecord.newBuilder(plan).setSecureAggregation(rules).build();
  }
}
