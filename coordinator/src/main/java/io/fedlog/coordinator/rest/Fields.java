package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object. Every failure names the field, what came and what was expected.
 *
 * @param place of the object in the body: empty, or ending in '.'
 */
record Fields(ObjectNode json, String place) {

  private static final int LONGEST_SHOWN = 80;

  /** Text; absent when the field is not there or null. */
  Optional<String> text(String name) {
    return value(name)
        .map(
            value -> {
              require(value.isTextual(), name, "text", value);
              return value.textValue();
            });
  }

  /** A decimal number for which the predicate holds; text that is one will do. */
  Optional<BigDecimal> decimal(String name, String expected, Predicate<BigDecimal> accepted) {
    return value(name)
        .map(
            value -> {
              BigDecimal number = number(value);
              require(number != null && accepted.test(number), name, expected, value);
              return number == null ? BigDecimal.ZERO : number;
            });
  }

  /** A whole number from {@code least} to {@code most}. */
  Optional<Long> whole(String name, long least, long most) {
    return decimal(
            name,
            "a whole number from " + least + " to " + most,
            number ->
                number.stripTrailingZeros().scale() <= 0
                    && number.compareTo(BigDecimal.valueOf(least)) >= 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0)
        .map(BigDecimal::longValueExact);
  }

  /** An object; an absent one is empty. */
  Fields object(String name) {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return new Fields(json.objectNode(), place + name + ".");
    }
    if (value.get() instanceof ObjectNode fields) {
      return new Fields(fields, place + name + ".");
    }
    throw wrong(name, "an object", value.get());
  }

  /** Its texts, numbers and truth values, as text. */
  Map<String, String> scalars() {
    Map<String, String> texts = new LinkedHashMap<>();
    json.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              boolean finite = !value.isDouble() || Double.isFinite(value.doubleValue());
              require(
                  value.isValueNode() && !value.isNull() && finite,
                  field.getKey(),
                  "text, a finite number, true or false",
                  value);
              texts.put(field.getKey(), value.asText());
            });
    return texts;
  }

  Optional<JsonNode> value(String name) {
    return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
  }

  ProblemException wrong(String name, String expected, JsonNode came) {
    String shown = came.toString();
    return ProblemException.malformed(
        "%s%s: expected %s, came %s"
            .formatted(
                place,
                name,
                expected,
                shown.length() <= LONGEST_SHOWN
                    ? shown
                    : shown.substring(0, LONGEST_SHOWN) + "..."));
  }

  private void require(boolean holds, String name, String expected, JsonNode came) {
    if (!holds) {
      throw wrong(name, expected, came);
    }
  }

  private static @Nullable BigDecimal number(JsonNode value) {
    if (!value.isNumber() && !value.isTextual()) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(value.asText());
      return Math.abs((long) number.scale()) > 400 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
