package io.fedlog.coordinator.rest.binary;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.Tensor;
import java.time.Instant;
import java.util.List;

/** Versions of a layout. */
final class Versions {

  private Versions() {}

  static Model of(Encoding encoding, List<Tensor> layout, byte[] bytes) {
    ModelManifest manifest =
        ModelManifest.newBuilder()
            .setModelType("t")
            .setVersion(1)
            .setRoundId("r")
            .setBaseVersion(null)
            .setMethod("fedavg")
            .setEncoding(encoding)
            .setLayout(layout)
            .setParameterCount(1)
            .setModelBytes(bytes.length)
            .setChunkBytes(65536)
            .setChunkCount(1)
            .setSha256(TreeHash.hex(TreeHash.of(bytes, 0, bytes.length)))
            .setCohortSize(1)
            .setTotalWeight(1)
            .setPublishedAt(Instant.EPOCH)
            .build();
    return Model.of(manifest, bytes);
  }
}
