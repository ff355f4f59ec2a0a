package io.fedlog.learning.method;

import java.util.Map;
import java.util.Set;

/**
 * Centred clipping (Karimireddy, He, Jaggi, "Learning from History for Byzantine Robust
 * Optimization", ICML 2021): from the base version, steps by the mean of the differences to the
 * updates, each shortened to {@code tau} where it is longer. A round without a base begins at the
 * update with the least sum of distances. Every update counts once.
 *
 * <p>Parameters {@code tau}: the largest Euclidean length of a difference, above 0; must be given.
 * {@code iterations}: steps, 1 to 1000, 3 by default.
 */
final class CentredClipping extends WeighedByDistance {
  private static final String TAU = "tau";
  private static final String ITERATIONS = "iterations";

  @Override
  public String name() {
    return "centred_clipping";
  }

  @Override
  public void check(MethodTerms terms) {
    super.check(terms);
    NumericTerms.requireWeightOne(name(), terms.grid());
    Parameters parameters = parameters(terms.parameters());
    var unusedTau = parameters.positive(TAU);
    var unusedIterations = Clipping.iterations(parameters, 3);
  }

  @Override
  public boolean fromBase() {
    return true;
  }

  @Override
  public Shares conclude(Cohort cohort) {
    Parameters parameters = parameters(cohort.parameters());
    return Clipping.from(
            Mixture.atCentre(cohort.distances()),
            cohort,
            parameters.positive(TAU),
            Clipping.iterations(parameters, 3))
        .shares();
  }

  private Parameters parameters(Map<String, String> given) {
    return new Parameters(name(), given, Set.of(TAU, ITERATIONS));
  }
}
