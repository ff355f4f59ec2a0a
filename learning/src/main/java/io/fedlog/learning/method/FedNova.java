package io.fedlog.learning.method;

import java.util.Set;

/**
 * The server's side of FedNova (Wang et al., NeurIPS 2020): {@code x = x + tau d}, with d the
 * difference from the base version x to the updates' mean by weight, each normalised by its store's
 * local steps, and tau the mean by weight of those steps. Remembers nothing. What rounds an update
 * is multiplied by tau as well: differences may be rounded, parameters may not.
 */
final class FedNova implements NormalisedMethod {

  /** Steps as far as a decision says. */
  private record Effective(double steps) implements SteppedMean.Rule {
    @Override
    public int memories() {
      return 0;
    }

    @Override
    public double initial(int memory) {
      throw new IndexOutOfBoundsException(memory);
    }

    @Override
    public SteppedMean.Rule decided(FinaliseTerms end) {
      if (end.base() == null) {
        throw new FinaliseException(
            "method fednova moves from a base version, but the round has none; expected one");
      }
      if (!(end.effectiveSteps() > 0)) {
        throw new FinaliseException(
            "the decision's effective_steps are %s, expected a number above 0 for fednova"
                .formatted(end.effectiveSteps()));
      }
      return new Effective(end.effectiveSteps());
    }

    @Override
    public void step(double[] model, double[] difference, double[][] memories) {
      for (int i = 0; i < model.length; i++) {
        model[i] += steps * difference[i];
      }
    }
  }

  @Override
  public String name() {
    return "fednova";
  }

  @Override
  public void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    var unusedParameters = new Parameters(name(), terms.parameters(), Set.of());
  }

  @Override
  public boolean takesDeltas() {
    return true;
  }

  @Override
  public ServerAggregate newAggregate(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    return new SteppedMean(terms, new Effective(0));
  }
}
