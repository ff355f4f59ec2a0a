package io.fedlog.aggregator.intake;

import io.fedlog.schemas.Join;
import org.jspecify.annotations.Nullable;

/**
 * What a join may name. Whoever writes it chooses the length of its names, and the quorum keeps
 * them until the round's definition comes.
 */
final class JoinNames {
  /** Longest name that the quorum takes, in UTF-16 units. */
  private static final int LONGEST = 200;

  private JoinNames() {}

  /** What was expected and what came, when one of the names is none; else null. */
  static @Nullable String fault(Join join) {
    String fault = fault("store_id", join.getStoreId());
    if (fault == null) {
      fault = fault("round_id", join.getRoundId());
    }
    return fault == null ? fault("model_type", join.getModelType()) : fault;
  }

  private static @Nullable String fault(String field, String name) {
    return !name.isEmpty() && name.length() <= LONGEST
        ? null
        : "%s: expected 1 to %d characters, came %d; send the join with the ids that the round's definition has"
            .formatted(field, LONGEST, name.length());
  }
}
