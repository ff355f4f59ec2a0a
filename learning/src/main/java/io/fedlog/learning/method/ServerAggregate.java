package io.fedlog.learning.method;

/** An aggregate that ends in a step from the base version. */
public interface ServerAggregate extends ChunkAggregate {
  /**
   * The model's chunk and what is remembered beside it. A round without a base has nothing to move
   * from: its model is the aggregate itself, and nothing is remembered. Leaves the aggregate as it
   * is.
   *
   * @throws FinaliseException when no chunk can be made of these updates
   */
  ServerStep step(FinaliseTerms terms);

  @Override
  default byte[] finalise(FinaliseTerms terms) {
    return step(terms).model();
  }
}
