package io.fedlog.learning.method;

import java.util.Map;
import java.util.Set;

/**
 * FedAdagrad (Reddi et al., "Adaptive Federated Optimization", ICLR 2021): the step of {@link
 * AdaptiveRule} with {@code v = v + d^2}.
 *
 * <p>Parameters {@code eta}: above 0, 0.1 by default. {@code beta1}: from 0 and under 1, 0 by
 * default. {@code tau}: above 0, 0.001 by default.
 */
final class FedAdagrad extends SteppingMethod {
  private static final String ETA = "eta";
  private static final String BETA_1 = "beta1";
  private static final String TAU = "tau";

  @Override
  public String name() {
    return "fedadagrad";
  }

  @Override
  SteppedMean.Rule rule(Map<String, String> given) {
    Parameters parameters = new Parameters(name(), given, Set.of(ETA, BETA_1, TAU));
    return new AdaptiveRule(
        parameters.positive(ETA, "0.1"),
        parameters.underOne(BETA_1, "0"),
        parameters.positive(TAU, "0.001"),
        (v, square) -> v + square);
  }
}
