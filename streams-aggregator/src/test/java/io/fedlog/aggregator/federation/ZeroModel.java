package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.models.ModelReader.Wanted;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Version 1 of "m": zeros only. */
final class ZeroModel {
  private ZeroModel() {}

  /** What lies under the key that is wanted; null when that is none of version 1. */
  static byte @Nullable [] record(Codecs codecs, int parameters, Wanted wanted) {
    if (wanted.key().equals(Keys.version("m", 1))) {
      return codecs.models().encode(new ModelRecord(manifest(parameters)));
    }
    for (int chunk = 0; chunk < chunks(parameters); chunk++) {
      if (wanted.key().equals(Keys.modelChunk("m", 1, chunk))) {
        return codecs.models().encode(new ModelRecord(zeros(parameters, chunk)));
      }
    }
    return null;
  }

  private static int chunks(int parameters) {
    return (4 * parameters - 1) / Definitions.CHUNK_BYTES + 1;
  }

  private static ModelManifest manifest(int parameters) {
    return ModelManifest.newBuilder()
        .setModelType("m")
        .setVersion(1)
        .setRoundId("first")
        .setMethod("weighted")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(parameters)
        .setModelBytes(4L * parameters)
        .setChunkBytes(Definitions.CHUNK_BYTES)
        .setChunkCount(chunks(parameters))
        .setSha256("0".repeat(64))
        .setCohortSize(1)
        .setTotalWeight(1)
        .setTrainingConfig(Map.of())
        .setRequires(List.of())
        .setPublishedAt(Instant.EPOCH)
        .build();
  }

  private static ModelChunk zeros(int parameters, int chunk) {
    int from = chunk * Definitions.CHUNK_BYTES;
    byte[] zeros = new byte[Math.min(Definitions.CHUNK_BYTES, 4 * parameters - from)];
    return ModelChunk.newBuilder()
        .setModelType("m")
        .setVersion(1)
        .setChunkIndex(chunk)
        .setDigest(ByteBuffer.wrap(TreeHash.of(zeros)))
        .setPayload(ByteBuffer.wrap(zeros))
        .build();
  }
}
