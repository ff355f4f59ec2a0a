package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.runtime.upload.Attempt;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UpdateRefusedException;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Uploads parameters as the store {@value PlanRounds#COORDINATOR}: a plan's first version, or one
 * that an operator brings. The attempt's id follows from the round, so that a second coordinator
 * that uploads the same once more repeats the attempt and does not begin another. Thread-safe.
 */
public final class InitialUpload {

  private final LogWriter writer;
  private final UpdateUpload upload;
  private final SealSigner signer;

  /**
   * @param signer of the joins; the seals are the upload's
   */
  public InitialUpload(LogWriter writer, UpdateUpload upload, SealSigner signer) {
    this.writer = writer;
    this.upload = upload;
    this.signer = signer;
  }

  /**
   * Joins the round and uploads.
   *
   * @return completes when the seal is acknowledged; fails with {@link UpdateRefusedException} when
   *     the parameters do not fit the round
   */
  public CompletableFuture<Void> upload(RoundDefinition round, byte[] parameters, Instant now) {
    writer.write(signer.sign(join(round, now.truncatedTo(ChronoUnit.MILLIS))));
    return upload.upload(
        new UploadRequest(
            round,
            PlanRounds.COORDINATOR,
            new Attempt(attemptId(round), 1),
            UpdatePayload.of(parameters),
            1,
            0,
            Map.of(),
            null,
            null,
            null));
  }

  private static Join join(RoundDefinition round, Instant at) {
    return Join.newBuilder()
        .setStoreId(PlanRounds.COORDINATOR)
        .setRoundId(round.getRoundId())
        .setModelType(round.getModelType())
        .setJoinedAt(at)
        .build();
  }

  /**
   * The first 8 bytes of a SHA-256: of the signature of a join that is never sent, which only those
   * who have the key can foretell and write chunks under; of the round's id where nothing is
   * signed.
   */
  long attemptId(RoundDefinition round) {
    ByteBuffer signature = signer.sign(join(round, Instant.EPOCH)).getSignature();
    ByteBuffer seed =
        signature == null
            ? ByteBuffer.wrap(round.getRoundId().getBytes(StandardCharsets.UTF_8))
            : signature;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed.duplicate());
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
