package io.fedlog.learning.method;

import java.util.Map;
import java.util.Set;

/**
 * FedAdam (Reddi et al., "Adaptive Federated Optimization", ICLR 2021): the step of {@link
 * AdaptiveRule} with {@code v = beta2 v + (1 - beta2) d^2}.
 *
 * <p>Parameters {@code eta}: above 0, 0.1 by default. {@code beta1}, {@code beta2}: from 0 and
 * under 1, 0.9 and 0.99 by default. {@code tau}: above 0, 0.001 by default.
 */
final class FedAdam extends SteppingMethod {
  private static final String ETA = "eta";
  private static final String BETA_1 = "beta1";
  private static final String BETA_2 = "beta2";
  private static final String TAU = "tau";

  @Override
  public String name() {
    return "fedadam";
  }

  @Override
  SteppedMean.Rule rule(Map<String, String> given) {
    Parameters parameters = new Parameters(name(), given, Set.of(ETA, BETA_1, BETA_2, TAU));
    double beta2 = parameters.underOne(BETA_2, "0.99");
    return new AdaptiveRule(
        parameters.positive(ETA, "0.1"),
        parameters.underOne(BETA_1, "0.9"),
        parameters.positive(TAU, "0.001"),
        (v, square) -> beta2 * v + (1 - beta2) * square);
  }
}
