package io.fedlog.learning.method;

import java.util.Map;

/**
 * How the updates of a cohort become one global model. Stateless and thread-safe. Users add their
 * own by naming an implementation in {@code
 * META-INF/services/io.fedlog.learning.method.AggregationMethod}.
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

  /** Decisions a round takes: 1, or more for methods that need quantities of the whole update. */
  default int phases(Map<String, String> parameters) {
    return 1;
  }

  /** How updates are read. */
  Access access();

  /**
   * An empty aggregate of one chunk. Only for {@link Access#STREAMED}.
   *
   * @throws IllegalArgumentException when the chunk's terms do not fit the method
   */
  ChunkAggregate newAggregate(ChunkTerms terms);
}
