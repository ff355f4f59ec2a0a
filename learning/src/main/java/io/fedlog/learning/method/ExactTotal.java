package io.fedlog.learning.method;

/**
 * Sum of every parameter, for counts and moments. FLOAT64 only, since a sum of many needs the room;
 * every update must weigh exactly 1.
 */
final class ExactTotal implements StreamedMethod {
  @Override
  public String name() {
    return "sum";
  }

  @Override
  public void check(MethodTerms terms) {
    requireFloat64(terms.encoding());
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
  }

  @Override
  public ChunkAggregate newAggregate(ChunkTerms terms) {
    requireFloat64(terms.encoding());
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
    return NumericAggregate.ofTotal(terms);
  }

  private void requireFloat64(Encoding encoding) {
    if (encoding != Encoding.FLOAT64) {
      throw new IllegalArgumentException(
          "method " + name() + ": encoding is " + encoding + ", expected FLOAT64");
    }
  }
}
