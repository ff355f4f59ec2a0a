package io.fedlog.aggregator.intake;

import io.fedlog.schemas.Join;
import io.fedlog.schemas.SecureMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a join or a message of secure aggregation may name. Whoever writes it chooses the length of
 * its names, and the quorum keeps them until the round's definition comes.
 */
final class JoinNames {
  /** Longest name that the quorum takes, in UTF-16 units. */
  private static final int LONGEST = 200;

  private JoinNames() {}

  /** What was expected and what came, when one of the names is none; else null. */
  static @Nullable String fault(Join join) {
    return fault(join.getStoreId(), join.getRoundId(), join.getModelType());
  }

  /** The same for a message of secure aggregation. */
  static @Nullable String fault(SecureMessage message) {
    return fault(message.getStoreId(), message.getRoundId(), message.getModelType());
  }

  private static @Nullable String fault(String storeId, String roundId, String modelType) {
    String fault = fault("store_id", storeId);
    if (fault == null) {
      fault = fault("round_id", roundId);
    }
    return fault == null ? fault("model_type", modelType) : fault;
  }

  private static @Nullable String fault(String field, String name) {
    return !name.isEmpty() && name.length() <= LONGEST
        ? null
        : "%s: expected 1 to %d characters, came %d; send it with the ids that the round's definition has"
            .formatted(field, LONGEST, name.length());
  }
}
