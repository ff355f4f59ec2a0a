package io.fedlog.learning.exact;

/**
 * Puts a block of values on the grid and adds it to the lanes. All implementations give the same
 * lanes once their bias is taken off; they differ in which Java compiles them well.
 *
 * <p>With {@code x = v * m}, the exact product in units, lane 1 gets {@code h}, the integer nearest
 * to {@code x}, and lane 2 the integer nearest to {@code (x - h) * 2^32}, ties to even in both.
 * Both are odd functions of {@code m}, so a block is taken out by adding it with {@code -m}.
 *
 * <p>Adding is addition in the ring of integers modulo 2^64 and may wrap around on the way.
 */
abstract class Loops {
  /** {@code 1.5 * 2^52}: a double this large has a last place of 1, so adding it rounds to 1. */
  static final double ROUND_TO_ONE = 0x1.8p52;

  /** {@code 1.5 * 2^20}: adding it rounds to {@code 2^-32}. */
  static final double ROUND_TO_RESIDUAL = 0x1.8p20;

  /** Java versions from here on vectorise conversions between float, double and long. */
  private static final int VECTOR_CASTS = 21;

  /** The fastest loops for this grid on this Java. */
  static Loops of(Grid grid) {
    if (!grid.roundsByAddition()) {
      return new WideLoops();
    }
    return Runtime.version().feature() >= VECTOR_CASTS ? new CastLoops() : new RawBitsLoops();
  }

  /** Whether they are for a Java that vectorises conversions. */
  abstract boolean vectorCasts();

  /** What every call adds to each element of lane 1 beside the contribution. */
  abstract long unitBias();

  /** What every call adds to each element of lane 2 beside the contribution. */
  abstract long residualBias();

  /** Adds {@code n} values to {@code units} from {@code at}. */
  abstract void add(double[] values, int n, double m, long[] units, int at);

  /** Adds {@code n} values to both lanes from {@code at}. */
  abstract void add(double[] values, int n, double m, long[] units, long[] residuals, int at);

  /** Adds {@code n} values to the lanes there are. */
  final void add(double[] values, int n, double m, Lanes lanes, int at) {
    long[] residuals = lanes.residuals();
    if (residuals == null) {
      add(values, n, m, lanes.units(), at);
    } else {
      add(values, n, m, lanes.units(), residuals, at);
    }
  }
}
