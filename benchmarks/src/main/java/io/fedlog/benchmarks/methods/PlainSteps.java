package io.fedlog.benchmarks.methods;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Methods that go step by step, each of which measures over whole updates where it is. */
final class PlainSteps {
  private static final int WEISZFELD_STEPS = 32;

  private PlainSteps() {}

  /** The geometric median of n updates, as parts of each and none of the version. */
  static double[] weiszfeld(PlainDistances distances, int n) {
    double[] parts = new double[distances.points()];
    Arrays.fill(parts, 0, n, 1.0 / n);
    for (int step = 0; step < WEISZFELD_STEPS; step++) {
      double[] lengths = distances.from(parts);
      for (int i = 0; i < n; i++) {
        parts[i] = 1 / Math.max(1e-6, lengths[i]);
      }
      double total = DoubleStream.of(parts).sum();
      parts = DoubleStream.of(parts).map(part -> part / total).toArray();
    }
    return parts;
  }

  /** Steps from the version, each by the mean of differences no longer than tau. */
  static double[] clipped(PlainDistances distances, int n, double tau, int steps) {
    double[] parts = new double[distances.points()];
    parts[n] = 1;
    for (int step = 0; step < steps; step++) {
      double[] lengths = distances.from(parts);
      double[] next = parts.clone();
      for (int i = 0; i < n; i++) {
        double shortened = Math.min(1, tau / lengths[i]) / n;
        next[i] += shortened;
        for (int point = 0; point < next.length; point++) {
          next[point] -= shortened * parts[point];
        }
      }
      parts = next;
    }
    return parts;
  }
}
