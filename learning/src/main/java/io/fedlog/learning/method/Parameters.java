package io.fedlog.learning.method;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A method's own parameters, read with their bounds. A name that the method does not know is
 * refused.
 */
final class Parameters {
  /** Longer numbers are none that anybody means. */
  private static final int MOST_CHARACTERS = 40;

  private final String method;
  private final Map<String, String> given;

  /**
   * The parameters of a method.
   *
   * @throws IllegalArgumentException naming a parameter that is not among the known ones
   */
  Parameters(String method, Map<String, String> given, Set<String> known) {
    this.method = method;
    this.given = given;
    for (String name : new TreeSet<>(given.keySet())) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "method %s: there is no parameter %s, expected %s"
                .formatted(
                    method, name, known.isEmpty() ? "none" : "only " + new TreeSet<>(known)));
      }
    }
  }

  /** A whole number from 0 on; the default when it is not given. */
  int whole(String name, int byDefault) {
    String text = given.get(name);
    if (text == null) {
      return byDefault;
    }
    try {
      int value = Integer.parseInt(text);
      require(value >= 0, name, text, "a whole number from 0 on");
      return value;
    } catch (NumberFormatException e) {
      throw refusal(name, text, "a whole number from 0 on");
    }
  }

  /** A decimal number, exactly as it is written; the default when it is not given. */
  BigDecimal decimal(String name, String byDefault) {
    return decimal(name, given.getOrDefault(name, byDefault), "a number such as " + byDefault);
  }

  /** A number above 0, which must be given. */
  double positive(String name) {
    String text = given.get(name);
    require(text != null, name, "missing", "a number above 0");
    return positive(name, String.valueOf(text));
  }

  /** A number above 0; the default when it is not given. */
  double positive(String name, String byDefault) {
    String text = given.getOrDefault(name, byDefault);
    double value = decimal(name, text, "a number above 0").doubleValue();
    require(value > 0 && value <= Double.MAX_VALUE, name, text, "a number above 0");
    return value;
  }

  /** A share from 0 up to, but not, 1; the default when it is not given. */
  double underOne(String name, String byDefault) {
    BigDecimal value = decimal(name, byDefault);
    require(
        value.signum() >= 0 && value.compareTo(BigDecimal.ONE) < 0 && value.doubleValue() < 1,
        name,
        value,
        "a share from 0 on and under 1");
    return value.doubleValue();
  }

  private BigDecimal decimal(String name, String text, String expected) {
    require(
        text.length() <= MOST_CHARACTERS, name, "of " + text.length() + " characters", expected);
    try {
      BigDecimal value = new BigDecimal(text);
      require(Math.abs((long) value.scale()) <= 1000, name, text, expected);
      return value;
    } catch (NumberFormatException e) {
      throw refusal(name, text, expected);
    }
  }

  /** Refuses a parameter with what it is and what was expected. */
  void require(boolean holds, String name, @Nullable Object came, String expected) {
    if (!holds) {
      throw refusal(name, came, expected);
    }
  }

  private IllegalArgumentException refusal(String name, @Nullable Object came, String expected) {
    return new IllegalArgumentException(
        "method %s: %s is %s, expected %s".formatted(method, name, came, expected));
  }
}
