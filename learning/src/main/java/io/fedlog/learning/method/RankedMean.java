package io.fedlog.learning.method;

/** The mean of neighbouring ranks of sorted columns. */
final class RankedMean {
  private RankedMean() {}

  /** The mean of the rows from {@code from} up to, but not, {@code to}, of every column. */
  static void of(double[][] sorted, int from, int to, int n, double[] result) {
    System.arraycopy(sorted[from], 0, result, 0, n);
    for (int row = from + 1; row < to; row++) {
      add(sorted[row], n, result);
    }
    divide(result, n, to - from, sorted[from], sorted[to - 1]);
  }

  private static void add(double[] row, int n, double[] result) {
    for (int i = 0; i < n; i++) {
      result[i] += row[i];
    }
  }

  /** A mean lies between the least and the largest: also when it is rounded. */
  private static void divide(double[] sums, int n, double count, double[] least, double[] most) {
    for (int i = 0; i < n; i++) {
      sums[i] = Math.min(Math.max(sums[i] / count, least[i]), most[i]);
    }
  }
}
