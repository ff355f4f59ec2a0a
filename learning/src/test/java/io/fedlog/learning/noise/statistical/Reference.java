package io.fedlog.learning.noise.statistical;

import java.util.function.LongToDoubleFunction;

/** What the distributions are by their formulas, in floating point. */
sealed interface Reference {
  /** Scale or sigma. */
  double scale();

  /** The same distribution at another scale. */
  Reference withScale(double other);

  /** The probability of an integer. */
  double mass(long x);

  /** The probability of x and all below it. */
  double cumulative(long x);

  /** How far {@link #cumulative} may be off. */
  double error();

  /** Expected value of a function that is 0 at 0; for scales up to 1000. */
  default double expected(LongToDoubleFunction function) {
    double sum = 0;
    for (long x = (long) (60 * scale()) + 2; x > 0; x--) { // exp(-60) is nothing
      sum += mass(x) * (function.applyAsDouble(x) + function.applyAsDouble(-x));
    }
    return sum;
  }

  /** With q = exp(-1 / scale): (1 - q) / (1 + q) q^|x|. */
  record Laplace(double scale) implements Reference {
    @Override
    public Reference withScale(double other) {
      return new Laplace(other);
    }

    @Override
    public double mass(long x) {
      return -StrictMath.expm1(-1 / scale)
          / (1 + StrictMath.exp(-1 / scale))
          * StrictMath.exp(-Math.abs(x) / scale);
    }

    @Override
    public double cumulative(long x) {
      if (x >= 0) {
        return 1 - cumulative(-x - 1);
      }
      return StrictMath.exp(x / scale) / (1 + StrictMath.exp(-1 / scale));
    }

    @Override
    public double error() {
      return 1e-15;
    }
  }

  /** Exp(-x^2 / (2 scale^2)) over the total of them. */
  record Gaussian(double scale, double total) implements Reference {
    static Gaussian of(double scale) {
      // By Poisson's summation formula it is scale sqrt(2 pi) (1 + 2 exp(-2 pi^2 scale^2) + ...).
      double total = scale * Math.sqrt(2 * Math.PI);
      if (scale < 10) {
        total = 1;
        for (long x = 1; x < 40 * scale + 2; x++) {
          total += 2 * bell(x / scale);
        }
      }
      return new Gaussian(scale, total);
    }

    @Override
    public Reference withScale(double other) {
      return of(other);
    }

    @Override
    public double mass(long x) {
      return bell(x / scale) / total;
    }

    /**
     * The normal distribution function, by the series z + z^3 / 3 + z^5 / 15 + ... (Marsaglia
     * 2004).
     */
    @Override
    public double cumulative(long x) {
      double z = Math.max(-8, Math.min(8, x / scale));
      double term = z;
      double sum = z;
      for (int odd = 3; Math.abs(term) > 1e-17; odd += 2) {
        term *= z * z / odd;
        sum += term;
      }
      return 0.5 + sum * bell(z) / Math.sqrt(2 * Math.PI);
    }

    /**
     * On either side of 0 the masses decrease, so a sum of them up to x is within one mass of the
     * integral.
     */
    @Override
    public double error() {
      return mass(0) + 1e-12;
    }

    private static double bell(double z) {
      return StrictMath.exp(-z * z / 2);
    }
  }
}
