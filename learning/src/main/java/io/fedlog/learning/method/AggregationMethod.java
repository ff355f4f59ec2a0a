package io.fedlog.learning.method;

/**
 * How the updates of a cohort become one global model. Stateless and thread-safe. Users add their
 * own by naming an implementation in {@code
 * META-INF/services/io.fedlog.learning.method.AggregationMethod}.
 *
 * <p>How a method gets to see the updates is said by what it implements: either {@link
 * StreamedMethod} one after the other, or {@link CollectedMethod} all of a chunk at once; and
 * beside that {@link MeasuredMethod} when distances between whole updates come first.
 */
public interface AggregationMethod {
  /** The name rounds ask for: lower case, unique. */
  String name();

  /**
   * Refuses a round that cannot work, before it is created.
   *
   * @throws IllegalArgumentException with a sentence that names the term, what it is and what was
   *     expected
   */
  void check(MethodTerms terms);

  /**
   * Most updates that the method can work with, at least 1; rounds open to all let no more stores
   * in.
   *
   * @param chunkBytes of the updates' largest chunk
   */
  default int mostUpdates(long chunkBytes) {
    return Integer.MAX_VALUE;
  }

  /**
   * Largest chunks that the method can work with, in bytes; rounds cut theirs no larger. At least
   * {@link Methods#LEAST_CHUNK_BYTES}.
   */
  default long mostChunkBytes(Encoding encoding) {
    return Long.MAX_VALUE;
  }

  /**
   * What every payload of a chunk must be.
   *
   * @throws IllegalArgumentException when the chunk's terms do not fit the method
   */
  PayloadCheck payloadCheck(ChunkTerms terms);
}
