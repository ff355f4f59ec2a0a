package io.fedlog.learning.method;

import java.util.Map;
import java.util.Set;

/**
 * Federated averaging with server momentum (Hsu, Qi, Brown, "Measuring the Effects of Non-Identical
 * Data Distribution for Federated Visual Classification", 2019): {@code m = beta1 m + d; x = x +
 * eta m}, with d the difference from the base version x to the updates' mean by weight and m 0 at
 * first.
 *
 * <p>Parameters {@code eta}: above 0, 1 by default. {@code beta1}: from 0 and under 1, 0.9 by
 * default.
 */
final class FedAvgM extends SteppingMethod {
  private static final String ETA = "eta";
  private static final String BETA_1 = "beta1";

  private record Momentum(double eta, double beta) implements SteppedMean.Rule {
    @Override
    public int memories() {
      return 1;
    }

    @Override
    public double initial(int memory) {
      return 0;
    }

    @Override
    public void step(double[] model, double[] difference, double[][] memories) {
      double[] m = memories[0];
      for (int i = 0; i < model.length; i++) {
        m[i] = beta * m[i] + difference[i];
        model[i] += eta * m[i];
      }
    }
  }

  @Override
  public String name() {
    return "fedavgm";
  }

  @Override
  SteppedMean.Rule rule(Map<String, String> given) {
    Parameters parameters = new Parameters(name(), given, Set.of(ETA, BETA_1));
    return new Momentum(parameters.positive(ETA, "1"), parameters.underOne(BETA_1, "0.9"));
  }
}
