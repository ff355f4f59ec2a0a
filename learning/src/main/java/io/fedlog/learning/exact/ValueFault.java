package io.fedlog.learning.exact;

/**
 * Why a payload cannot go into a sum.
 *
 * @param reason {@link #WRONG_LENGTH}, {@link #NOT_FINITE} or {@link #OUT_OF_RANGE}
 * @param detail what came, where, and what was expected
 */
public record ValueFault(String reason, String detail) {
  public static final String WRONG_LENGTH = "wrong_length";
  public static final String NOT_FINITE = "not_finite";
  public static final String OUT_OF_RANGE = "out_of_range";
}
