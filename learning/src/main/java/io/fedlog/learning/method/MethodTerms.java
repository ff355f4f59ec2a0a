package io.fedlog.learning.method;

import io.fedlog.learning.exact.Grid;
import java.util.Map;

/**
 * What a method needs to know of a round to say whether it can work.
 *
 * @param encoding how payloads are written
 * @param grid the grid the round is summed on
 * @param updateBytes bytes of one update; for TEXT the most that is accepted; at least 1
 * @param chunkBytes bytes of every chunk but the last, at least 1
 * @param chunkCount chunks of one update, at least 1
 * @param minStores fewest updates that the round may aggregate, at least 1; the most are the grid's
 *     {@code maxCohort}
 * @param parameters the method's own parameters
 */
public record MethodTerms(
    Encoding encoding,
    Grid grid,
    long updateBytes,
    int chunkBytes,
    int chunkCount,
    int minStores,
    Map<String, String> parameters) {

  public MethodTerms {
    if (updateBytes < 1) {
      throw new IllegalArgumentException("updateBytes is " + updateBytes + ", expected 1 or more");
    }
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("chunkBytes is " + chunkBytes + ", expected 1 or more");
    }
    if (chunkCount < 1) {
      throw new IllegalArgumentException("chunkCount is " + chunkCount + ", expected 1 or more");
    }
    if (minStores < 1) {
      throw new IllegalArgumentException("minStores is " + minStores + ", expected 1 or more");
    }
    parameters = Map.copyOf(parameters);
  }

  /** Bytes of the largest chunk there is: small updates have one that is no full one. */
  public long largestChunkBytes() {
    return Math.min(chunkBytes, updateBytes);
  }
}
