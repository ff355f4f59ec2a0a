package io.fedlog.learning.method;

import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Geometric median by weight, as RFA has it (Pillutla, Kakade, Harchaoui, "Robust Aggregation for
 * Federated Learning", IEEE Transactions on Signal Processing 2022): the point with the least sum
 * of weighted distances to the updates, by a fixed number of smoothed Weiszfeld steps from the
 * mean.
 *
 * <p>Parameters {@code iterations}: steps, 1 to 1000, 32 by default. {@code nu}: distances count as
 * at least this much, above 0, 1e-6 by default.
 */
final class GeometricMedian extends WeighedByDistance {
  private static final String ITERATIONS = "iterations";
  private static final String NU = "nu";

  @Override
  public String name() {
    return "geometric_median";
  }

  @Override
  public void check(MethodTerms terms) {
    super.check(terms);
    Parameters parameters = parameters(terms.parameters());
    var unusedIterations = Clipping.iterations(parameters, 32);
    var unusedNu = parameters.positive(NU, "1e-6");
  }

  @Override
  public Shares conclude(Cohort cohort) {
    Parameters parameters = parameters(cohort.parameters());
    double nu = parameters.positive(NU, "1e-6");
    double[] weights = LongStream.of(cohort.weights()).asDoubleStream().toArray();
    double[] parts = new double[cohort.distances().points()]; // none of the base
    System.arraycopy(weights, 0, parts, 0, weights.length);
    Mixture point = new Mixture(cohort.distances(), parts);
    for (int i = Clipping.iterations(parameters, 32); i > 0; i--) {
      double[] distances = point.distances();
      for (int update = 0; update < weights.length; update++) {
        parts[update] = weights[update] / Math.max(nu, distances[update]);
      }
      point = new Mixture(cohort.distances(), parts);
    }
    return point.shares();
  }

  private Parameters parameters(Map<String, String> given) {
    return new Parameters(name(), given, Set.of(ITERATIONS, NU));
  }
}
