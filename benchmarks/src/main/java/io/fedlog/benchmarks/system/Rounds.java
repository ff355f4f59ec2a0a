package io.fedlog.benchmarks.system;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Definitions of rounds to measure: float32, weighted by samples, one lane. */
public final class Rounds {
  /** Bytes of a chunk: an installation's default. */
  public static final int CHUNK_BYTES = 512 << 10;

  /** Names of target stores in one record. */
  static final int TARGETS_A_PAGE = 4096;

  private static final int LONGEST_AXIS = 1 << 30;

  private Rounds() {}

  /**
   * A round for stores 0 to {@code stores - 1}, decided as soon as the updates of all are complete.
   *
   * @param parameters of the model, float32
   */
  public static RoundDefinition.Builder of(
      String roundId, String modelType, long parameters, int stores) {
    long bytes = Float.BYTES * parameters;
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType(modelType)
        .setMethod("weighted")
        .setWeighting(Weighting.SAMPLES)
        .setEncoding(Encoding.FLOAT32)
        .setLayout(parameters <= LONGEST_AXIS ? tensor((int) parameters) : List.of())
        .setParameterCount(parameters)
        .setUpdateBytes(bytes)
        .setChunkBytes(CHUNK_BYTES)
        .setChunkCount(Math.toIntExact((bytes - 1) / CHUNK_BYTES + 1))
        .setGrid(new Grid(24, 64.0, 0, 1L << 10, 1 << 17, 1))
        .setUpdatesTopic(Topics.updates(roundId).name())
        .setTargetCount(stores)
        .setTargetPages((stores - 1) / TARGETS_A_PAGE + 1)
        .setMinStores(stores)
        .setThreshold("0")
        .setJoinWindowMs(Duration.ofHours(1).toMillis())
        .setDeadlineMs(Duration.ofHours(1).toMillis())
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("bench");
  }

  private static List<Tensor> tensor(int parameters) {
    return List.of(new Tensor("w", List.of(parameters)));
  }
}
