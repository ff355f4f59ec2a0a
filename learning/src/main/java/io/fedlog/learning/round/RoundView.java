package io.fedlog.learning.round;

import org.jspecify.annotations.Nullable;

/**
 * A round as others see it. Times are milliseconds since the epoch; 0 where there is none yet.
 *
 * @param completed stores with a complete attempt; in a round with windows those that wait
 * @param needed updates needed to aggregate, as things stand
 * @param version the version made or being made, in a round with windows the newest made; 0 for
 *     none
 * @param sha256 of the version made, lower-case hex
 * @param windowsLost windows that were decided and not made
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
    int windowsLost,
    long logOffset) {

  static RoundView of(Round round) {
    Windows windows = round.windows;
    boolean lost = windows == null ? round.status == RoundStatus.FAILED : windows.made == 0;
    return new RoundView(
        round.terms.roundId(),
        round.terms.modelType(),
        round.status,
        round.reason,
        round.joined,
        round.completed,
        windows == null ? round.terms.needed(round.joined) : windows.terms.updates(),
        lost ? 0 : windows == null ? round.version : windows.newest(),
        round.sha256,
        windows == null ? round.cohortSize : windows.madeOf,
        round.openedAt,
        round.decidedAt,
        round.endedAt,
        round.deadlineAt(),
        windows == null ? 0 : windows.lost.size(),
        round.logOffset);
  }

  /** What a round without windows is missing, in words. */
  static String shortfall(Round round) {
    RoundTerms terms = round.terms;
    if (!round.targetsKnown()) {
      return "%d of %d pages of target stores came"
          .formatted(round.pagesSeen.cardinality(), terms.targetPages());
    }
    String missing = round.secure == null ? null : round.secure.missing;
    if (missing != null) {
      return missing;
    }
    return round.completed
        + " of "
        + round.joined
        + " participating stores completed; "
        + terms.needed(round.joined)
        + " were needed (min_stores "
        + terms.minStores()
        + ", threshold "
        + terms.threshold().toPlainString()
        + (terms.take() == 0 ? "" : ", take " + terms.take())
        + ")";
  }
}
