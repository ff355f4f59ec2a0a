package io.fedlog.learning.method;

/** Takes in updates one after the other, in any order: memory of one chunk. */
public interface StreamedMethod extends AggregationMethod {
  /**
   * An empty aggregate of one chunk.
   *
   * @throws IllegalArgumentException when the chunk's terms do not fit the method
   */
  ChunkAggregate newAggregate(ChunkTerms terms);

  /**
   * Whether updates may travel as differences to the base version: then {@link ChunkTerms#deltas}
   * says so, and the base is at hand in the end. Not asked of methods that measure.
   */
  default boolean takesDeltas() {
    return false;
  }

  @Override
  default PayloadCheck payloadCheck(ChunkTerms terms) {
    return newAggregate(terms);
  }
}
