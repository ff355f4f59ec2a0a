package io.fedlog.learning.columns;

import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Squared Euclidean distances between payloads. Differences are taken before they are squared: what
 * is left of two large products would not tell near updates apart. Every double is the result of
 * the same operations in the same order on every machine.
 */
public final class SquaredDistances {
  /** Divides a tree hash's leaf, so that blocks lie alike whatever the chunk size. */
  static final int BLOCK = 1024;

  private final double[] squares = new double[BLOCK / 4];
  private final double[] folded = new double[BLOCK / 16];
  private final double[] foldedAgain = new double[BLOCK / 64];

  private SquaredDistances() {}

  /** Takes in the part of one block of two payloads, i under j. */
  @FunctionalInterface
  public interface Sink {
    void add(int i, int j, double squared);
  }

  /**
   * Measures all pairs, a block of columns after the other.
   *
   * @param payloads at least one, all of the same length, finite
   */
  public static void measure(NumberFormat format, List<ByteBuffer> payloads, Sink sink) {
    SquaredDistances kernel = new SquaredDistances();
    ColumnBlocks blocks = new ColumnBlocks(format, payloads, BLOCK);
    for (int from = 0; from < blocks.columns(); from += BLOCK) {
      double[][] rows = blocks.load(from, Math.min(BLOCK, blocks.columns() - from));
      for (int j = 1; j < rows.length; j++) {
        for (int i = 0; i < j; i++) {
          sink.add(i, j, kernel.between(rows[i], rows[j]));
        }
      }
    }
  }

  /** Over whole blocks: the zeros behind the last column add nothing. */
  private double between(double[] a, double[] b) {
    square(a, b, squares);
    fold(squares, folded);
    fold(folded, foldedAgain);
    double sum = 0;
    for (double part : foldedAgain) {
      sum += part;
    }
    return sum;
  }

  /** Four columns into one, so that a vector of sums grows without a sum across it. */
  private static void square(double[] a, double[] b, double[] squares) {
    int quarter = squares.length;
    int half = 2 * quarter;
    int last = 3 * quarter;
    for (int i = 0; i < quarter; i++) {
      double d0 = a[i] - b[i];
      double d1 = a[quarter + i] - b[quarter + i];
      double d2 = a[half + i] - b[half + i];
      double d3 = a[last + i] - b[last + i];
      squares[i] = (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
    }
  }

  private static void fold(double[] from, double[] to) {
    int quarter = to.length;
    int half = 2 * quarter;
    int last = 3 * quarter;
    for (int i = 0; i < quarter; i++) {
      to[i] = (from[i] + from[quarter + i]) + (from[half + i] + from[last + i]);
    }
  }
}
