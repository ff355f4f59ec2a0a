package io.fedlog.learning.method;

import io.fedlog.learning.exact.ValueFault;
import java.util.regex.Pattern;

/**
 * Why a payload cannot be added.
 *
 * @param reason a code for counters and {@code fl.rejected}: one of the constants here, or a
 *     method's own of 1 to 64 lower-case letters, digits and underscores
 * @param detail a sentence for people: what came, where, what was expected
 */
public record PayloadFault(String reason, String detail) {
  public static final String WRONG_LENGTH = ValueFault.WRONG_LENGTH;
  public static final String NOT_FINITE = ValueFault.NOT_FINITE;
  public static final String OUT_OF_RANGE = ValueFault.OUT_OF_RANGE;
  public static final String BAD_TEXT = "bad_text";

  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

  /** Checks the code: it is counted under its name, and kept with every attempt that it spoils. */
  public PayloadFault {
    if (!CODE.matcher(reason).matches()) {
      throw new IllegalArgumentException(
          "reason of %d characters; expected 1 to 64 of a-z, 0-9 and _".formatted(reason.length()));
    }
  }
}
