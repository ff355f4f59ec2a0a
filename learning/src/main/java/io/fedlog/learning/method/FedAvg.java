package io.fedlog.learning.method;

/**
 * Simple mean: every update counts the same (McMahan et al., 2017, with equal weights). Parameters
 * must be numbers and every update must weigh exactly 1.
 */
final class FedAvg implements StreamedMethod {
  @Override
  public String name() {
    return "fedavg";
  }

  @Override
  public void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
  }

  @Override
  public boolean takesDeltas() {
    return true;
  }

  @Override
  public ChunkAggregate newAggregate(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
    return NumericAggregate.ofMean(terms);
  }
}
