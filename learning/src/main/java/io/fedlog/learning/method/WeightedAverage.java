package io.fedlog.learning.method;

/**
 * Mean by weight: the samples a store trained on (McMahan et al., 2017), or a metric it states.
 * Parameters must be numbers; a weight is an integer from 1 in the grid's weight units.
 */
final class WeightedAverage implements StreamedMethod {
  @Override
  public String name() {
    return "weighted";
  }

  @Override
  public void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
  }

  @Override
  public boolean takesDeltas() {
    return true;
  }

  @Override
  public ChunkAggregate newAggregate(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    return NumericAggregate.ofMean(terms);
  }
}
