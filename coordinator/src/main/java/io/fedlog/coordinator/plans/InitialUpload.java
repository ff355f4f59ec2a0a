package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.runtime.upload.Attempt;
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
 * that an operator brings. The attempt's id follows from the round's, so that a second coordinator
 * that uploads the same once more repeats the attempt and does not begin another. Thread-safe.
 */
public final class InitialUpload {

  private final LogWriter writer;
  private final UpdateUpload upload;

  public InitialUpload(LogWriter writer, UpdateUpload upload) {
    this.writer = writer;
    this.upload = upload;
  }

  /**
   * Joins the round and uploads.
   *
   * @return completes when the seal is acknowledged; fails with {@link UpdateRefusedException} when
   *     the parameters do not fit the round
   */
  public CompletableFuture<Void> upload(RoundDefinition round, byte[] parameters, Instant now) {
    writer.write(
        Join.newBuilder()
            .setStoreId(PlanRounds.COORDINATOR)
            .setRoundId(round.getRoundId())
            .setModelType(round.getModelType())
            .setJoinedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .build());
    return upload.upload(
        new UploadRequest(
            round,
            PlanRounds.COORDINATOR,
            new Attempt(attemptId(round.getRoundId()), 1),
            UpdatePayload.of(parameters),
            1,
            0,
            Map.of(),
            null,
            null));
  }

  /** The first 8 bytes of the round id's SHA-256. */
  static long attemptId(String roundId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(roundId.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
