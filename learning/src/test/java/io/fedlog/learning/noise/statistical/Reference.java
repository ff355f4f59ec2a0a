package io.fedlog.learning.noise.statistical;

/** What the distributions are by their formulas, in floating point. */
sealed interface Reference {
  /** The probability of an integer. */
  double mass(long x);

  /** The probability of x and all below it. */
  double cumulative(long x);

  /** How far {@link #cumulative} may be off. */
  double error();

  /** Expected value of |x|^power, for scales up to 1000. */
  default double moment(int power) {
    double sum = 0;
    for (long x = 60_000; x > 0; x--) {
      sum += 2 * mass(x) * StrictMath.pow(x, power);
    }
    return sum;
  }

  /** With q = exp(-1 / scale): (1 - q) / (1 + q) q^|x|. */
  record Laplace(double scale) implements Reference {
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

  /** Exp(-x^2 / (2 sigma^2)) over the sum of them. */
  record Gaussian(double sigma, double total) implements Reference {
    static Gaussian of(double sigma) {
      // By Poisson's summation formula the sum is sigma sqrt(2 pi) (1 + 2 exp(-2 pi^2 sigma^2)
      // ...).
      double total = sigma * Math.sqrt(2 * Math.PI);
      if (sigma < 10) {
        total = 1;
        for (long x = 1; x < 40 * sigma + 2; x++) {
          total += 2 * bell(x / sigma);
        }
      }
      return new Gaussian(sigma, total);
    }

    @Override
    public double mass(long x) {
      return bell(x / sigma) / total;
    }

    /**
     * The normal distribution function, by the series z + z^3 / 3 + z^5 / 15 + ... (Marsaglia
     * 2004).
     */
    @Override
    public double cumulative(long x) {
      double z = Math.max(-8, Math.min(8, x / sigma));
      double term = z;
      double sum = z;
      for (int odd = 3; odd < 300; odd += 2) {
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
