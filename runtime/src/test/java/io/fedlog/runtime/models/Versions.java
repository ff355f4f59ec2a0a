package io.fedlog.runtime.models;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/** Versions to put on the log in tests. */
final class Versions {

  static final String TYPE = "sales_forecast";
  static final int LEAF = 65_536;
  static final int BYTES = 2 * LEAF + 40;

  private Versions() {}

  /** Other bytes for every version. */
  static byte[] bytes(long version) {
    byte[] bytes = new byte[BYTES];
    new Random(version).nextBytes(bytes);
    return bytes;
  }

  static ModelManifest manifest(long version) {
    return manifest(version, TreeHash.hex(TreeHash.of(bytes(version))));
  }

  static ModelManifest manifest(long version, String sha256) {
    return ModelManifest.newBuilder()
        .setModelType(TYPE)
        .setVersion(version)
        .setRoundId("plan-" + version)
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(BYTES / 4)
        .setModelBytes(BYTES)
        .setChunkBytes(LEAF)
        .setChunkCount(3)
        .setSha256(sha256)
        .setCohortSize(2)
        .setTotalWeight(2)
        .setPublishedAt(Instant.EPOCH)
        .build();
  }

  static ModelChunk chunk(long version, int index) {
    byte[] part =
        Arrays.copyOfRange(bytes(version), index * LEAF, Math.min(BYTES, (index + 1) * LEAF));
    return new ModelChunk(
        TYPE, version, index, ByteBuffer.wrap(TreeHash.of(part)), ByteBuffer.wrap(part), null);
  }

  static ModelReference reference(long version) {
    return new ModelReference(TYPE, version, manifest(version).getSha256());
  }
}
