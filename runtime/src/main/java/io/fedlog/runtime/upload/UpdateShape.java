package io.fedlog.runtime.upload;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.Methods;
import io.fedlog.schemas.RoundDefinition;
import java.util.Map;

/**
 * How the updates of a round are cut into chunks and what each chunk must look like: the part of a
 * {@link RoundDefinition} that {@code learning} needs, in its own words.
 *
 * @param method aggregates the chunks
 * @param encoding how a parameter is written
 * @param grid the fixed-point grid of the sums
 * @param updateBytes bytes of one update; for TEXT the most that is accepted
 * @param chunkBytes bytes of every chunk but the last
 * @param chunkCount chunks of one update
 * @param parameters the method's own parameters
 */
public record UpdateShape(
    AggregationMethod method,
    Encoding encoding,
    Grid grid,
    long updateBytes,
    int chunkBytes,
    int chunkCount,
    Map<String, String> parameters) {

  public UpdateShape {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("chunkBytes: expected 1 or more, got " + chunkBytes);
    }
    long chunks = Math.max(1, (updateBytes + chunkBytes - 1) / chunkBytes);
    if (chunkCount != chunks) {
      throw new IllegalArgumentException(
          "chunkCount: "
              + updateBytes
              + " bytes in chunks of "
              + chunkBytes
              + " make "
              + chunks
              + " chunks, got "
              + chunkCount);
    }
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads the shape from a definition; throws IllegalArgumentException when it contradicts itself.
   */
  public static UpdateShape of(RoundDefinition definition) {
    io.fedlog.schemas.Grid grid = definition.getGrid();
    return new UpdateShape(
        Methods.named(definition.getMethod()),
        Encoding.valueOf(definition.getEncoding().name()),
        new Grid(
            grid.getUnitExponent(),
            grid.getMaxAbsValue(),
            grid.getWeightFractionBits(),
            grid.getMaxWeight(),
            grid.getMaxCohort(),
            grid.getLanes()),
        definition.getUpdateBytes(),
        definition.getChunkBytes(),
        definition.getChunkCount(),
        definition.getMethodParameters());
  }

  /** What chunk {@code index} must look like. */
  public ChunkTerms terms(int index) {
    return new ChunkTerms(encoding, grid, index, length(index, updateBytes), parameters);
  }

  /** Where chunk {@code index} begins in an update. */
  public long offset(int index) {
    return (long) index * chunkBytes;
  }

  /** Bytes of chunk {@code index} in an update of {@code bytes} bytes. */
  public int length(int index, long bytes) {
    return (int) Math.max(0, Math.min(chunkBytes, bytes - offset(index)));
  }
}
