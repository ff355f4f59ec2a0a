package io.fedlog.learning.method;

import java.util.BitSet;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Multi-Krum (Blanchard et al., "Machine Learning with Adversaries: Byzantine Tolerant Gradient
 * Descent", NeurIPS 2017): the mean of the m updates with the least Krum scores. Of equals those
 * whose store ids come first. Every update counts once.
 *
 * <p>Parameters {@code byzantine}: f, how many updates may be anything; n must be at least 2f + 3.
 * {@code multi}: m, from 1 to n - f - 2, which is the default.
 */
final class MultiKrum extends WeighedByDistance {
  private static final String BYZANTINE = "byzantine";
  private static final String MULTI = "multi";

  @Override
  public String name() {
    return "multi_krum";
  }

  @Override
  public void check(MethodTerms terms) {
    super.check(terms);
    NumericTerms.requireWeightOne(name(), terms.grid());
    Parameters parameters = parameters(terms.parameters());
    int byzantine = Krum.byzantine(parameters);
    Krum.requireStores(name(), terms, byzantine);
    int most = terms.minStores() - byzantine - 2;
    int multi = parameters.whole(MULTI, most);
    parameters.require(
        multi >= 1 && multi <= most,
        MULTI,
        multi,
        "1 to %d: n - f - 2 for min_stores %d and byzantine %d"
            .formatted(most, terms.minStores(), byzantine));
  }

  @Override
  public Shares conclude(Cohort cohort) {
    Parameters parameters = parameters(cohort.parameters());
    int byzantine = Krum.byzantine(parameters);
    int multi = parameters.whole(MULTI, Math.max(1, cohort.size() - byzantine - 2));
    KrumScores scores = new KrumScores(cohort.distances(), byzantine);
    BitSet all = new BitSet();
    all.set(0, cohort.size());
    double[] scored =
        IntStream.range(0, cohort.size())
            .mapToDouble(update -> scores.score(update, all))
            .toArray();
    int[] chosen =
        IntStream.range(0, cohort.size())
            .boxed()
            .sorted(Comparator.comparingDouble(update -> scored[update])) // stable: ties by id
            .limit(multi)
            .mapToInt(Integer::intValue)
            .toArray();
    return Shares.equal(cohort.size(), chosen);
  }

  private Parameters parameters(Map<String, String> given) {
    return new Parameters(name(), given, Set.of(BYZANTINE, MULTI));
  }
}
