package io.fedlog.aggregator.federation;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.time.Instant;
import java.util.List;

/** Round definitions for tests: float32, small chunks, weighted by samples. */
final class Definitions {
  static final int CHUNK_BYTES = 64 * 1024;

  private Definitions() {}

  /** For stores store-0, store-1, ...; decided when all of them have completed. */
  static RoundDefinition.Builder weighted(
      String roundId, String modelType, int parameters, int stores) {
    long bytes = 4L * parameters;
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType(modelType)
        .setMethod("weighted")
        .setWeighting(Weighting.SAMPLES)
        .setEncoding(Encoding.FLOAT32)
        .setLayout(List.of(new Tensor("w", List.of(parameters))))
        .setParameterCount(parameters)
        .setUpdateBytes(bytes)
        .setChunkBytes(CHUNK_BYTES)
        .setChunkCount((int) ((bytes - 1) / CHUNK_BYTES + 1))
        .setGrid(new Grid(24, 1024.0, 0, 1L << 17, 1 << 10, 1))
        .setUpdatesTopic(Topics.updates(roundId).name())
        .setTargetCount(stores)
        .setTargetPages(1)
        .setMinStores(stores)
        .setThreshold("1.0")
        .setJoinWindowMs(60_000)
        .setDeadlineMs(120_000)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test");
  }
}
