package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.body.UploadBody;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.upload.Attempt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/**
 * The attempt that an upload is. Its id follows from all that it says, so that a client that never
 * saw the answer, or reaches another coordinator, repeats the attempt and does not begin another.
 */
final class AttemptOfUpload {

  private AttemptOfUpload() {}

  /** The first 8 bytes of the SHA-256 of round, store, parameters and figures. */
  static Attempt of(String roundId, String storeId, byte[] update, UploadBody body) {
    String said =
        String.join(
            "\n",
            roundId,
            storeId,
            TreeHash.hex(TreeHash.of(update, 0, update.length)),
            String.valueOf(body.metrics().samples()),
            new TreeMap<>(body.metrics().numbers()).toString());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(said.getBytes(StandardCharsets.UTF_8));
      return new Attempt(ByteBuffer.wrap(digest).getLong(), 1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
