package io.fedlog.learning.round;

import org.jspecify.annotations.Nullable;

/**
 * A round as others see it. Times are milliseconds since the epoch; 0 where there is none yet.
 *
 * @param needed updates needed to aggregate, as things stand
 * @param version the version made or being made, 0 for none
 * @param sha256 of the version made, lower-case hex
 * @param logOffset last offset of the round log that this rests on
 */
public record RoundView(
    String roundId,
    String modelType,
    RoundStatus status,
    @Nullable String reason,
    int participating,
    int completed,
    int needed,
    long version,
    @Nullable String sha256,
    int cohortSize,
    long createdAt,
    long decidedAt,
    long endedAt,
    long deadlineAt,
    long logOffset) {}
