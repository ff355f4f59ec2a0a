package io.fedlog.agent.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;

/** The area under the ROC curve by ranks: the chance that a positive scores above a negative. */
final class Auc {
  private Auc() {}

  /** Ties count half; empty unless both labels occur. */
  static OptionalDouble of(double[] scores, double[] labels) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    long positives = 0;
    double rankSum = 0;
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        if (labels[order[i]] >= 0.5) {
          positives++;
          rankSum += rank;
        }
      }
      from = to;
    }
    long negatives = scores.length - positives;
    return positives == 0 || negatives == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives));
  }
}
