package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Join;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

/**
 * Writes joins of stores that call: with the coordinator's signature, for it knows their tokens.
 */
final class VouchedJoins {

  private final LogWriter writer;
  private final SealSigner signer;
  private final InstantSource clock;

  VouchedJoins(LogWriter writer, SealSigner signer, InstantSource clock) {
    this.writer = writer;
    this.signer = signer;
    this.clock = clock;
  }

  /** Returns when the log has them. */
  void write(String roundId, String modelType, Collection<String> storeIds) {
    writer.write(storeIds.stream().map(storeId -> join(roundId, modelType, storeId)).toList());
  }

  private Join join(String roundId, String modelType, String storeId) {
    return signer.sign(
        Join.newBuilder()
            .setStoreId(storeId)
            .setRoundId(roundId)
            .setModelType(modelType)
            .setJoinedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }
}
