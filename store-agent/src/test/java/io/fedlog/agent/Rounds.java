package io.fedlog.agent;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;

/** Rounds and versions as a coordinator and an aggregator would make them, for tests. */
final class Rounds {

  static final String TYPE = "sales_forecast";
  static final long DEADLINE_MS = 60_000;
  static final int CHUNK_BYTES = 65_536;

  private Rounds() {}

  /** A round that every store may join, of one chunk and without a base. */
  static RoundDefinition open(String roundId) {
    return builder(roundId, 4).build();
  }

  static RoundDefinition targeted(String roundId, int stores, int pages) {
    return builder(roundId, 4).setTargetCount(stores).setTargetPages(pages).build();
  }

  static RoundDefinition inPlan(String roundId, String planId, int number) {
    return builder(roundId, 4).setPlanId(planId).setRoundNumber(number).build();
  }

  /** A round of so many parameters. */
  static RoundDefinition.Builder builder(String roundId, int parameters) {
    long bytes = parameters * 4L;
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType(TYPE)
        .setMethod("weighted")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(parameters)
        .setUpdateBytes(bytes)
        .setChunkBytes(CHUNK_BYTES)
        .setChunkCount((int) Math.max(1, (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES))
        .setWeighting(io.fedlog.schemas.Weighting.SAMPLES)
        .setGrid(new Grid(20, 1024.0, 0, 1000L, 100, 1))
        .setUpdatesTopic("fl.updates." + roundId)
        .setMinStores(1)
        .setThreshold("0.8")
        .setJoinWindowMs(1_000L)
        .setDeadlineMs(DEADLINE_MS)
        .setCreatedAt(Instant.parse("2026-03-01T10:00:00Z"))
        .setCreatedBy("test");
  }

  static byte[] floats(int count, float value) {
    ByteBuffer bytes = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /** A version that a round made. */
  static Model model(long version, String roundId, float value) {
    byte[] bytes = floats(4, value);
    ModelManifest manifest =
        ModelManifest.newBuilder()
            .setModelType(TYPE)
            .setVersion(version)
            .setRoundId(roundId)
            .setBaseVersion(version == 1 ? null : version - 1)
            .setMethod("weighted")
            .setEncoding(Encoding.FLOAT32)
            .setParameterCount(4)
            .setModelBytes(bytes.length)
            .setChunkBytes(CHUNK_BYTES)
            .setChunkCount(1)
            .setSha256(TreeHash.hex(TreeHash.of(bytes)))
            .setCohortSize(1)
            .setTotalWeight(1)
            .setRequires(List.<ModelReference>of())
            .setPublishedAt(Instant.EPOCH)
            .build();
    return Model.of(manifest, bytes);
  }
}
