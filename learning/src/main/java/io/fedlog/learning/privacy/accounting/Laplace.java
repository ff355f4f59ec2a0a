package io.fedlog.learning.privacy.accounting;

/**
 * A number with Laplace noise (Dwork, McSherry, Nissim, Smith 2006).
 *
 * @param epsilon the L1 sensitivity over the scale of the noise, above 0
 */
public record Laplace(double epsilon) implements Mechanism, DominatingPair {

  public Laplace {
    Ranges.positive("epsilon", epsilon);
  }

  /** {@code 1 - e^((x - epsilon) / 2)} at x: the middle of the two peaks decides. */
  @Override
  public double delta(double x) {
    Ranges.notNegative("epsilon", x);
    return x >= epsilon ? 0 : -StrictMath.expm1(0.5 * (x - epsilon));
  }

  @Override
  public DominatingPair swapped() {
    return this;
  }

  @Override
  public DominatingPair pair() {
    return this;
  }

  /** Mironov 2017, table II, with e^((a - 1) epsilon) taken out of the logarithm. */
  @Override
  public double renyi(double order) {
    double high = order / (2 * order - 1);
    double low = (order - 1) / (2 * order - 1);
    double rest = StrictMath.exp((1 - 2 * order) * epsilon);
    return epsilon + StrictMath.log(high + low * rest) / (order - 1);
  }
}
