package io.fedlog.learning.encoding;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How the updates of a round travel. The model itself keeps its encoding; only the payloads of
 * updates differ.
 *
 * @param kind how a number is written
 * @param share of each chunk's numbers that is sent with TOP_K, above 0 and at most {@link
 *     #MOST_SHARE}; 0 for all other kinds
 */
public record UpdateEncoding(Kind kind, double share) {
  /** A number sent with its index takes 8 bytes, so half of them are as long as all of them. */
  public static final double MOST_SHARE = 0.5;

  /** As the model is written. */
  public static final UpdateEncoding AS_MODEL = of(Kind.AS_MODEL);

  /** How one number is written. */
  public enum Kind {
    /** As the model's encoding says. */
    AS_MODEL,
    /** IEEE 754 half precision, little-endian, 2 bytes; rounded by chance, without bias. */
    FLOAT16,
    /** The upper half of a single, little-endian, 2 bytes; rounded by chance, without bias. */
    BFLOAT16,
    /** The difference to the base version as {@link ScaledBytes}. */
    INT8,
    /** The largest differences to the base version as {@link LargestOnly}. */
    TOP_K,
    /** The difference to the base version in whole units of the grid: {@link GridUnits}. */
    GRID;

    /** The largest number that can be written. */
    public double most() {
      return this == FLOAT16 ? Halves.FLOAT16.most() : Double.MAX_VALUE;
    }

    /** Whether what travels is the difference to the base version. */
    public boolean isOfDeltas() {
      return this == INT8 || this == TOP_K || this == GRID;
    }

    /** Whether what travels is added up as it is: integers, which are never decoded to floats. */
    public boolean isOfUnits() {
      return this == GRID;
    }
  }

  /** Checks the share. */
  public UpdateEncoding {
    boolean right = kind == Kind.TOP_K ? share > 0 && share <= MOST_SHARE : share == 0;
    if (!right) {
      throw new IllegalArgumentException(
          "top_k_share is %s with update_encoding %s; expected above 0 and at most %s with TOP_K, else 0"
              .formatted(share, kind, MOST_SHARE));
    }
  }

  /** A kind that needs no share. */
  public static UpdateEncoding of(Kind kind) {
    return new UpdateEncoding(kind, 0);
  }

  /** Numbers sent of so many: the share of them in decimal arithmetic, rounded up. */
  int sent(int numbers) {
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(numbers))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }
}
