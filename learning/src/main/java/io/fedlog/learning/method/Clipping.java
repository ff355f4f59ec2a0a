package io.fedlog.learning.method;

import java.util.stream.LongStream;

/** Steps towards the updates, each no longer than a bound. */
final class Clipping {
  private static final String ITERATIONS = "iterations";
  private static final int MOST_ITERATIONS = 1000;

  private Clipping() {}

  /**
   * Where so many steps lead: each goes from the point by the weighted mean of the differences to
   * the updates, none of which counts for more than {@code tau}.
   */
  static Mixture from(Mixture start, Cohort cohort, double tau, int steps) {
    Mixture point = start;
    for (int i = 0; i < steps; i++) {
      point = step(point, cohort, tau);
    }
    return point;
  }

  private static Mixture step(Mixture point, Cohort cohort, double tau) {
    double total = LongStream.of(cohort.weights()).asDoubleStream().reduce(0, Double::sum);
    double[] distances = point.distances();
    double[] parts = new double[distances.length];
    double moved = 0;
    for (int update = 0; update < cohort.size(); update++) {
      double clip = distances[update] > tau ? tau / distances[update] : 1;
      parts[update] = cohort.weights()[update] / total * clip;
      moved += parts[update];
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] += Math.max(0, 1 - moved) * point.part(i);
    }
    return new Mixture(cohort.distances(), parts);
  }

  /** The parameter of that name, from 1 to 1000. */
  static int iterations(Parameters parameters, int byDefault) {
    int iterations = parameters.whole(ITERATIONS, byDefault);
    parameters.require(
        iterations >= 1 && iterations <= MOST_ITERATIONS,
        ITERATIONS,
        iterations,
        "1 to " + MOST_ITERATIONS);
    return iterations;
  }
}
