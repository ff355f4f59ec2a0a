package io.fedlog.coordinator.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.schemas.SecureRules;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code secure_aggregation} of plans and of single rounds' configurations: true, or an
 * object with the fields of {@link SecureRules}; what that leaves out has the schema's default.
 */
public final class MaskingField {

  public static final String NAME = "secure_aggregation";

  private static final String ADVERSARY = "adversary";

  /** Long enough for an aggregator to come back, and to read what was said meanwhile. */
  private static final long USUAL_PHASE_MS = 120_000;

  private MaskingField() {}

  /**
   * The rules; null for plain updates.
   *
   * @param value the field's; null where it is left out
   * @param place of the field, ending with its name
   * @param joinWindow of the round
   * @param deadline of the round; without {@code phase_ms}, stores have a quarter of what it leaves
   *     after the join window for each phase, and at most two minutes
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  public static @Nullable SecureRules read(
      @Nullable JsonNode value, String place, Duration joinWindow, Duration deadline) {
    if (value == null || value.isNull() || value.isBoolean() && !value.booleanValue()) {
      return null;
    }
    SecureRules rules = SecureRules.newBuilder().setPhaseMs(phaseMs(joinWindow, deadline)).build();
    if (value instanceof ObjectNode fields) {
      JsonFields.fill(rules, upperCase(fields), place + ".");
    } else if (!value.isBoolean()) {
      throw JsonFields.wrong(place, value, "true, false or an object");
    }
    return rules;
  }

  /** To share, and to reveal, with twice as long for training and uploads between the two. */
  public static long phaseMs(Duration joinWindow, Duration deadline) {
    return Math.max(1, Math.min(USUAL_PHASE_MS, deadline.minus(joinWindow).toMillis() / 4));
  }

  /** Configurations of rounds write such words in small letters, plans in capitals. */
  private static ObjectNode upperCase(ObjectNode fields) {
    ObjectNode copy = fields.deepCopy();
    JsonNode word = copy.get(ADVERSARY);
    if (word != null && word.isTextual()) {
      copy.put(ADVERSARY, word.textValue().toUpperCase(Locale.ROOT));
    }
    return copy;
  }
}
