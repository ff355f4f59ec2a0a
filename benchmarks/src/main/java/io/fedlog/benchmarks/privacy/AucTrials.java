package io.fedlog.benchmarks.privacy;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One figure a trial, in the order of the trials.
 *
 * @param values one at least
 */
record AucTrials(List<Double> values) {

  AucTrials {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there are 0 trials, expected 1 or more");
    }
  }

  /** What each trial has more than the other's same trial. */
  AucTrials minus(AucTrials other) {
    return new AucTrials(
        IntStream.range(0, values.size())
            .mapToObj(i -> values.get(i) - other.values.get(i))
            .toList());
  }

  double mean() {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  /** Of the mean; NaN for one trial. */
  double standardError() {
    double mean = mean();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1) / values.size());
  }

  double least() {
    return values.stream().mapToDouble(value -> value).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(value -> value).max().orElseThrow();
  }
}
