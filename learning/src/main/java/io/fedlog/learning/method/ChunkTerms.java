package io.fedlog.learning.method;

import io.fedlog.learning.exact.Grid;
import java.util.Map;

/**
 * What a method needs to know of a round to handle one chunk.
 *
 * @param encoding how payloads are written
 * @param grid the grid the round is summed on
 * @param chunkIndex from 0
 * @param payloadBytes bytes of the model's chunk, and of every payload but of {@link
 *     UpdateValues#UNITS}; for TEXT the most that is accepted
 * @param parameters the method's own parameters
 * @param values what payloads hold: differences only for methods that {@link
 *     StreamedMethod#takesDeltas take} them
 */
public record ChunkTerms(
    Encoding encoding,
    Grid grid,
    int chunkIndex,
    int payloadBytes,
    Map<String, String> parameters,
    UpdateValues values) {

  /** Of payloads that are parameters. */
  public ChunkTerms(
      Encoding encoding,
      Grid grid,
      int chunkIndex,
      int payloadBytes,
      Map<String, String> parameters) {
    this(encoding, grid, chunkIndex, payloadBytes, parameters, UpdateValues.PARAMETERS);
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

  /** Whether payloads are differences to the base version. */
  public boolean deltas() {
    return values != UpdateValues.PARAMETERS;
  }
}
