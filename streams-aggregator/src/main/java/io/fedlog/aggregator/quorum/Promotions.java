package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.round.Effect;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Publishes which version of a model type is promoted, and keeps that version. */
final class Promotions {
  private static final String PROMOTED = "promoted/";

  private final QuorumStores stores;
  private final Emitter emitter;
  private final KeptVersions versions;

  Promotions(QuorumStores stores, Emitter emitter, KeptVersions versions) {
    this.stores = stores;
    this.emitter = emitter;
    this.versions = versions;
  }

  /** Finds again what was promoted. */
  void restore() {
    stores
        .recordsUnder(PROMOTED)
        .forEach(
            row ->
                versions.promoted(
                    row.getKey().substring(PROMOTED.length()),
                    ByteBuffer.wrap(row.getValue()).getLong()));
  }

  void promote(Effect.Promoted promoted, long atMillis) {
    stores.keepRecord(
        PROMOTED + promoted.modelType(),
        ByteBuffer.allocate(Long.BYTES).putLong(promoted.version()).array());
    versions.promoted(promoted.modelType(), promoted.version());
    emitter.model(
        Keys.promoted(promoted.modelType()),
        new ModelRecord(
            new ModelPointer(
                promoted.modelType(),
                promoted.version(),
                Instant.ofEpochMilli(atMillis),
                promoted.by())));
  }
}
