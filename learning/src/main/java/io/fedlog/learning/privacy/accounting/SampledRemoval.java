package io.fedlog.learning.privacy.accounting;

/**
 * With the record, P is a mixture of what it is with and without the record taken; without it, Q.
 * Sampling turns the hockey-stick divergence into one of the mechanism alone at another epsilon
 * (Balle, Barthe, Gaboardi 2018, theorem 2).
 */
record SampledRemoval(double probability, DominatingPair base) implements DominatingPair {

  @Override
  public double delta(double epsilon) {
    double inner = StrictMath.expm1(epsilon) / probability;
    return inner == Double.POSITIVE_INFINITY
        ? probability * base.delta(epsilon - StrictMath.log(probability))
        : probability * base.delta(StrictMath.log1p(inner));
  }

  @Override
  public DominatingPair swapped() {
    return new Addition(this);
  }

  /** P without the record, Q the mixture: its loss is never above -log(1 - probability). */
  private record Addition(SampledRemoval removal) implements DominatingPair {

    @Override
    public double delta(double epsilon) {
      double rest = -StrictMath.expm1(epsilon + StrictMath.log1p(-removal.probability));
      if (rest <= 0) {
        return 0;
      }
      double inner = epsilon + StrictMath.log(removal.probability / rest);
      return rest * divergence(removal.base.swapped(), inner);
    }

    @Override
    public DominatingPair swapped() {
      return removal;
    }
  }

  /** Also for a negative epsilon, by swapping the pair. */
  private static double divergence(DominatingPair pair, double epsilon) {
    return epsilon >= 0
        ? pair.delta(epsilon)
        : -StrictMath.expm1(epsilon) + StrictMath.exp(epsilon) * pair.swapped().delta(-epsilon);
  }
}
