package io.fedlog.learning.method;

import io.fedlog.learning.exact.Grid;
import java.util.Map;

/**
 * What a method needs to know of a round to handle one chunk.
 *
 * @param encoding how payloads are written
 * @param grid the grid the round is summed on
 * @param chunkIndex from 0
 * @param payloadBytes bytes of every payload of this chunk; for TEXT the most that is accepted
 * @param parameters the method's own parameters
 * @param deltas whether payloads are differences to the base version instead of parameters; only
 *     for methods that {@link StreamedMethod#takesDeltas take} them
 */
public record ChunkTerms(
    Encoding encoding,
    Grid grid,
    int chunkIndex,
    int payloadBytes,
    Map<String, String> parameters,
    boolean deltas) {

  /** Of payloads that are parameters. */
  public ChunkTerms(
      Encoding encoding,
      Grid grid,
      int chunkIndex,
      int payloadBytes,
      Map<String, String> parameters) {
    this(encoding, grid, chunkIndex, payloadBytes, parameters, false);
  }

  public ChunkTerms {
    if (chunkIndex < 0) {
      throw new IllegalArgumentException("chunkIndex is " + chunkIndex + ", expected 0 or more");
    }
    if (payloadBytes < 1) {
      throw new IllegalArgumentException(
          "payloadBytes is " + payloadBytes + ", expected 1 or more");
    }
    parameters = Map.copyOf(parameters);
  }
}
