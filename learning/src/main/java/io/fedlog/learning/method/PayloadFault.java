package io.fedlog.learning.method;

import io.fedlog.learning.exact.ValueFault;

/**
 * Why a payload cannot be added.
 *
 * @param reason a code for counters and {@code fl.rejected}: one of the constants here
 * @param detail a sentence for people: what came, where, what was expected
 */
public record PayloadFault(String reason, String detail) {
  public static final String WRONG_LENGTH = ValueFault.WRONG_LENGTH;
  public static final String NOT_FINITE = ValueFault.NOT_FINITE;
  public static final String OUT_OF_RANGE = ValueFault.OUT_OF_RANGE;
  public static final String BAD_TEXT = "bad_text";
}
