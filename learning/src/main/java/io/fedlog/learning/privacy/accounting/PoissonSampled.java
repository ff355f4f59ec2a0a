package io.fedlog.learning.privacy.accounting;

/**
 * A release from a random part of the records, each taken by itself with the same probability.
 * Neighbours differ by one record more or less. It is not for a part of fixed size, and not for
 * stores that choose themselves.
 *
 * @param probability above 0, below 1
 * @param mechanism what is done with those taken; not itself sampled
 */
public record PoissonSampled(double probability, Mechanism mechanism) implements Mechanism {

  public PoissonSampled {
    Ranges.inside("probability", probability);
    if (mechanism instanceof PoissonSampled) {
      throw new IllegalArgumentException(
          "mechanism is sampled already: give the product of both probabilities instead");
    }
  }

  @Override
  public DominatingPair pair() {
    return new SampledRemoval(probability, mechanism.pair());
  }

  @Override
  public double renyi(double order) {
    if (mechanism instanceof Gaussian gaussian) {
      return SampledGaussianRenyi.divergence(probability, gaussian.noiseMultiplier(), order);
    }
    throw new IllegalArgumentException(
        "no Renyi divergence of a sampled "
            + mechanism
            + " is known; expected a Gaussian, or use the PLD accountant");
  }
}
