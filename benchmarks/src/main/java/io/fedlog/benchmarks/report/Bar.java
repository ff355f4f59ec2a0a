package io.fedlog.benchmarks.report;

/**
 * What a figure must reach.
 *
 * @param atLeast whether the figure must not be below the limit, rather than not above it
 */
public record Bar(double limit, boolean atLeast) {

  public static Bar atLeast(double limit) {
    return new Bar(limit, true);
  }

  public static Bar atMost(double limit) {
    return new Bar(limit, false);
  }

  /** Whether a figure reaches it; a figure that is no number does not. */
  public boolean isMetBy(double value) {
    return atLeast ? value >= limit : value <= limit;
  }

  @Override
  public String toString() {
    return (atLeast ? ">= " : "<= ") + Figure.text(limit);
  }
}
