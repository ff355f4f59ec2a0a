package io.fedlog.learning.secure;

/** Natural logarithms of the factorials of 0 to a number, each the sum of strict logarithms. */
final class LogFactorials {
  private final double[] logs;

  LogFactorials(int most) {
    logs = new double[most + 1];
    for (int i = 2; i <= most; i++) {
      logs[i] = logs[i - 1] + StrictMath.log(i);
    }
  }

  /** Of {@code n} things, how many sets of {@code k}; k is in 0..n. */
  double choose(int n, int k) {
    return logs[n] - logs[k] - logs[n - k];
  }

  double of(int n) {
    return logs[n];
  }
}
