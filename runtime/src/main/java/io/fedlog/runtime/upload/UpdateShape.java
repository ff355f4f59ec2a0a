package io.fedlog.runtime.upload;

import io.fedlog.learning.encoding.EncodedChunks;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.UpdateValues;
import io.fedlog.schemas.RoundDefinition;
import java.util.Map;

/**
 * How the updates of a round are cut into chunks and what each chunk must look like: the part of a
 * {@link RoundDefinition} that {@code learning} needs, in its own words.
 *
 * @param method aggregates the chunks
 * @param encoding how a parameter of the model is written
 * @param updates how the parameters of an update travel
 * @param grid the fixed-point grid of the sums
 * @param modelBytes bytes of the model; for TEXT the most that is accepted
 * @param chunkBytes bytes of every chunk of the model but the last
 * @param chunkCount chunks of the model and of an update
 * @param parameters the method's own parameters
 */
public record UpdateShape(
    AggregationMethod method,
    Encoding encoding,
    UpdateEncoding updates,
    Grid grid,
    long modelBytes,
    int chunkBytes,
    int chunkCount,
    Map<String, String> parameters) {

  public UpdateShape {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("chunkBytes: expected 1 or more, got " + chunkBytes);
    }
    long chunks = Math.max(1, (modelBytes + chunkBytes - 1) / chunkBytes);
    if (chunkCount != chunks) {
      throw new IllegalArgumentException(
          "chunkCount: "
              + modelBytes
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
        new UpdateEncoding(
            UpdateEncoding.Kind.valueOf(definition.getUpdateEncoding().name()),
            definition.getTopKShare()),
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

  /** What chunk {@code index} must look like when it is decoded. */
  public ChunkTerms terms(int index) {
    return new ChunkTerms(
        encoding,
        grid,
        index,
        (int) Math.max(0, Math.min(chunkBytes, modelBytes - (long) index * chunkBytes)),
        parameters,
        UpdateValues.of(updates.kind()));
  }

  /** The chunks of an update as they travel. */
  public EncodedChunks chunks() {
    return new EncodedChunks(updates, width(), modelBytes, chunkBytes);
  }

  private int width() {
    return switch (encoding) {
      case TEXT -> 1;
      case FLOAT32 -> Float.BYTES;
      case FLOAT64 -> Double.BYTES;
    };
  }
}
