package io.fedlog.learning.round;

import org.jspecify.annotations.Nullable;

/**
 * What a round that is over tells beyond its fates. Null where there was no such phase, or where
 * nothing is told: of no update in a round under privacy or with masks.
 *
 * @param joiningMs from the definition until all targets had joined, the join window had passed, or
 *     the round was decided or over
 * @param measuringMs from the decision until the shares were concluded
 * @param unmaskingMs from the decision until the masks could be taken off
 * @param makingMs from the last of these to the version
 * @param samples rows that the updates in versions were trained on
 * @param weightTotal what these updates weigh together, by their seals
 * @param windowsMade windows whose version was made
 * @param stalenessMean over all updates in windows, in windows
 * @param stalenessMax of an update in a window, in windows
 */
public record RoundTotals(
    @Nullable Long joiningMs,
    @Nullable Long measuringMs,
    @Nullable Long unmaskingMs,
    @Nullable Long makingMs,
    @Nullable Long samples,
    @Nullable Long weightTotal,
    @Nullable Long weightMin,
    @Nullable Long weightMax,
    long windowsMade,
    @Nullable Double stalenessMean,
    @Nullable Long stalenessMax) {

  static RoundTotals of(Round round) {
    RoundTrace trace = round.trace;
    Windows windows = round.windows;
    boolean told = trace.updates > 0;
    boolean stale = told && windows != null;
    return new RoundTotals(
        windows == null ? joiningMs(round) : null,
        since(round.decidedAt, trace.measuredAt),
        since(round.decidedAt, trace.unmaskedAt),
        windows == null && round.sha256 != null ? makingMs(round) : null,
        told ? trace.samples : null,
        told ? trace.weightTotal : null,
        told ? trace.weightMin : null,
        told ? trace.weightMax : null,
        windows == null ? 0 : windows.made,
        stale ? (double) trace.staleness / trace.updates : null,
        stale ? trace.stalenessMax : null);
  }

  private static long joiningMs(Round round) {
    long end = round.decidedAt > 0 ? round.decidedAt : round.endedAt;
    long joined = round.trace.joinedAt > 0 ? round.trace.joinedAt : round.windowEnd();
    return Math.min(end, joined) - round.openedAt;
  }

  private static long makingMs(Round round) {
    long from = Math.max(round.trace.measuredAt, round.trace.unmaskedAt);
    return round.endedAt - Math.max(round.decidedAt, from);
  }

  private static @Nullable Long since(long from, long to) {
    return to == 0 ? null : Long.valueOf(to - from);
  }
}
