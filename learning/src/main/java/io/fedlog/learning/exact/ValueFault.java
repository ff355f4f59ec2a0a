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

  /** The same fault, of one payload among several. */
  ValueFault ofPayload(int index) {
    return new ValueFault(reason, "payload " + index + ": " + detail);
  }

  /** The first of n values, the payload's from index {@code from} on, that is wrong. */
  static ValueFault of(double[] values, int from, int n, double maxAbsValue) {
    for (int i = 0; i < n; i++) {
      double value = values[i];
      if (!Double.isFinite(value)) {
        return new ValueFault(
            NOT_FINITE, "value " + (from + i) + " is " + value + ", expected a finite number");
      }
      if (Math.abs(value) > maxAbsValue) {
        return new ValueFault(
            OUT_OF_RANGE,
            "value "
                + (from + i)
                + " is "
                + value
                + ", expected "
                + -maxAbsValue
                + " to "
                + maxAbsValue
                + ", the largest the round's grid holds");
      }
    }
    throw new IllegalStateException("no value of the block from " + from + " on is out of range");
  }
}
