package io.fedlog.standalone.simulate;

import java.util.Arrays;
import java.util.Random;

/** Draws shares that add up to 1. */
final class Dirichlet {
  private Dirichlet() {}

  /**
   * One draw: gamma numbers over their sum, by their logarithms, for those of a small alpha are too
   * small for a double.
   *
   * @param alphas 0 or more, one above 0; a share of alpha 0 is 0
   */
  static double[] draw(double[] alphas, Random random) {
    double[] shares = new double[alphas.length];
    Arrays.setAll(
        shares, i -> alphas[i] == 0 ? Double.NEGATIVE_INFINITY : logGamma(alphas[i], random));
    double largest = Arrays.stream(shares).max().orElseThrow();
    Arrays.setAll(shares, i -> StrictMath.exp(shares[i] - largest));
    double sum = Arrays.stream(shares).reduce(0, Double::sum);
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }

  /** The logarithm of a number with that gamma distribution, for shapes under 1 by one above. */
  private static double logGamma(double shape, Random random) {
    if (shape < 1) {
      double uniform = 1 - random.nextDouble();
      return logGamma(shape + 1, random) + StrictMath.log(uniform) / shape;
    }
    return StrictMath.log(gamma(shape, random));
  }

  /** Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 2000. */
  private static double gamma(double shape, Random random) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double normal = random.nextGaussian();
      double root = 1 + c * normal;
      if (root > 0) {
        double v = root * root * root;
        double uniform = 1 - random.nextDouble();
        if (StrictMath.log(uniform) < 0.5 * normal * normal + d - d * v + d * StrictMath.log(v)) {
          return d * v;
        }
      }
    }
  }
}
