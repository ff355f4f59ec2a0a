package io.fedlog.learning.method;

import java.util.BitSet;
import java.util.Set;

/**
 * Krum (Blanchard et al., "Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent",
 * NeurIPS 2017): the one update whose n - f - 2 nearest others are nearest in sum of squared
 * distances. Of equals the one whose store id comes first. Every update counts once.
 *
 * <p>Parameter {@code byzantine}: f, how many updates may be anything; n must be at least 2f + 3.
 */
final class Krum extends WeighedByDistance {
  private static final String BYZANTINE = "byzantine";

  @Override
  public String name() {
    return "krum";
  }

  @Override
  public void check(MethodTerms terms) {
    super.check(terms);
    NumericTerms.requireWeightOne(name(), terms.grid());
    int byzantine = byzantine(new Parameters(name(), terms.parameters(), Set.of(BYZANTINE)));
    requireStores(name(), terms, byzantine);
  }

  @Override
  public Shares conclude(Cohort cohort) {
    int byzantine = byzantine(new Parameters(name(), cohort.parameters(), Set.of(BYZANTINE)));
    BitSet all = new BitSet();
    all.set(0, cohort.size());
    return Shares.equal(cohort.size(), new KrumScores(cohort.distances(), byzantine).best(all));
  }

  /** Which must be given: nobody else knows. */
  static int byzantine(Parameters parameters) {
    int byzantine = parameters.whole(BYZANTINE, -1);
    parameters.require(byzantine >= 0, BYZANTINE, "missing", "how many stores may be anything");
    return byzantine;
  }

  /** Refuses fewer stores than 2f + 3. */
  static void requireStores(String method, MethodTerms terms, int byzantine) {
    RobustTerms.requireStores(method, terms, byzantine, 2L * byzantine + 3, "2f + 3");
  }
}
