package io.fedlog.learning.staleness;

/**
 * How an update's weight falls with its staleness t, the versions by which its base is behind (Xie,
 * Koyejo, Gupta: Asynchronous Federated Optimization, 2019, section 5.2).
 *
 * <ul>
 *   <li>{@link Kind#CONSTANT}: 1
 *   <li>{@link Kind#POLYNOMIAL}: {@code (t + 1)^-a}
 *   <li>{@link Kind#HINGE}: 1 up to {@code t = b}, then {@code 1 / (a (t - b) + 1)}
 * </ul>
 *
 * @param a how steeply it falls, 0 to 100; 0 for CONSTANT
 * @param b staleness that costs nothing, 0 to 1,000,000; 0 but for HINGE
 */
public record Staleness(Kind kind, double a, double b) {

  /** Weights are whole numbers of 2^-20. */
  public static final int FRACTION_BITS = 20;

  /** The weight of an update that is not stale. */
  public static final long ONE = 1L << FRACTION_BITS;

  private static final double STEEPEST = 100;
  private static final double LONGEST = 1_000_000;

  /** The functions of the paper. */
  public enum Kind {
    CONSTANT,
    POLYNOMIAL,
    HINGE
  }

  public Staleness {
    require(kind == Kind.CONSTANT ? a == 0 : a >= 0 && a <= STEEPEST, "a", a, kind);
    require(kind == Kind.HINGE ? b >= 0 && b <= LONGEST : b == 0, "b", b, kind);
  }

  /** Counts every update alike. */
  public static Staleness constant() {
    return new Staleness(Kind.CONSTANT, 0, 0);
  }

  /** The weight {@code (t + 1)^-a}; FedBuff takes a = 0.5. */
  public static Staleness polynomial(double a) {
    return new Staleness(Kind.POLYNOMIAL, a, 0);
  }

  /** Weight 1 up to {@code b}, then {@code 1 / (a (t - b) + 1)}. */
  public static Staleness hinge(double a, double b) {
    return new Staleness(Kind.HINGE, a, b);
  }

  /**
   * The weight in units of 2^-20, ties to even: 1 to 2^20. It never reaches 0, so that an update
   * that is decided also counts.
   *
   * @param staleness versions by which the base is behind, 0 or more
   */
  public long weight(long staleness) {
    if (staleness < 0) {
      throw new IllegalArgumentException("staleness is " + staleness + ", expected 0 or more");
    }
    double t = (double) staleness;
    double weight =
        switch (kind) {
          case CONSTANT -> 1.0;
          case POLYNOMIAL -> StrictMath.pow(t + 1.0, -a);
          case HINGE -> t <= b ? 1.0 : 1.0 / (a * (t - b) + 1.0);
        };
    return Math.max(1L, (long) Math.rint(weight * ONE));
  }

  private static void require(boolean holds, String field, double came, Kind kind) {
    if (!holds) {
      throw new IllegalArgumentException(
          "staleness "
              + field
              + " is "
              + came
              + "; expected, for "
              + kind
              + ", "
              + switch (kind) {
                case CONSTANT -> "0";
                case POLYNOMIAL -> field.equals("a") ? "0 to 100" : "0";
                case HINGE -> field.equals("a") ? "0 to 100" : "0 to 1000000";
              });
    }
  }
}
