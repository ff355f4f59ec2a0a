package io.fedlog.learning.secure;

/** The first shares of one dealer's secret that were revealed, as many as give it. Mutable. */
final class DealersShares {
  private final int threshold;
  private int[] holders = new int[0];
  private long[][] shares = new long[0][];
  private int size;

  DealersShares(int threshold) {
    this.threshold = threshold;
  }

  /** Keeps it, or not when there are enough already. */
  void add(int holder, long[] share) {
    if (holders.length == 0) {
      holders = new int[threshold];
      shares = new long[threshold][];
    }
    if (size < threshold) {
      holders[size] = holder;
      shares[size] = share;
      size++;
    }
  }

  boolean isComplete() {
    return size == threshold;
  }

  int size() {
    return size;
  }

  /** The secret that they are shares of; for all of them only. */
  byte[] combine() {
    return Shamir.combine(Shamir.weights(Dealing.points(holders)), shares);
  }
}
