package io.fedlog.runtime.models;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.ModelChunk;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chunk's bytes and their root. One that is damaged is told to the log, and is nevertheless
 * there: its whole then fails the check.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record CheckedChunk(byte[] payload, byte[] root) {

  private static final Logger LOG = LoggerFactory.getLogger(CheckedChunk.class);

  static CheckedChunk of(ModelChunk chunk, Position position) {
    byte[] payload = new byte[chunk.getPayload().remaining()];
    chunk.getPayload().duplicate().get(payload);
    byte[] root = TreeHash.of(payload, 0, payload.length);
    if (!ByteBuffer.wrap(root).equals(chunk.getDigest())) {
      LOG.error(
          "A chunk of a model is damaged and is not used modelType={} version={} chunk={}"
              + " partition={} offset={}",
          chunk.getModelType(),
          chunk.getVersion(),
          chunk.getChunkIndex(),
          position.partition(),
          position.offset());
    }
    return new CheckedChunk(payload, root);
  }
}
