package io.fedlog.learning.method;

import java.util.Map;
import java.util.Set;

/**
 * Norm clipping (Sun et al., "Can You Really Backdoor Federated Learning?", 2019): the base version
 * plus the weighted mean of the differences to it, each shortened to {@code tau} where it is
 * longer. A round without a base takes the update with the least sum of distances for it.
 *
 * <p>Parameter {@code tau}: the largest Euclidean length of a difference, above 0; must be given.
 */
final class NormClipping extends WeighedByDistance {
  private static final String TAU = "tau";

  @Override
  public String name() {
    return "norm_clipping";
  }

  @Override
  public void check(MethodTerms terms) {
    super.check(terms);
    var unused = tau(terms.parameters());
  }

  @Override
  public boolean fromBase() {
    return true;
  }

  @Override
  public Shares conclude(Cohort cohort) {
    return Clipping.from(Mixture.atCentre(cohort.distances()), cohort, tau(cohort.parameters()), 1)
        .shares();
  }

  private double tau(Map<String, String> given) {
    return new Parameters(name(), given, Set.of(TAU)).positive(TAU);
  }
}
