package io.fedlog.standalone.simulate;

import io.fedlog.learning.round.WindowDecision;

/**
 * What becomes of turns, from one window to the next and in all. Every turn in play is in the end
 * dropped out, refused or aggregated. Not thread-safe.
 */
final class TurnCounts {
  private long begun;
  private long uploaded;
  private int inPlay;
  private int sinceWindow;
  private int refused;
  private int tooStale;

  void begun() {
    begun++;
    inPlay++;
    sinceWindow++;
  }

  void uploaded() {
    uploaded++;
  }

  void droppedOut() {
    inPlay--;
  }

  void refused(boolean isTooStale) {
    inPlay--;
    refused++;
    tooStale += isTooStale ? 1 : 0;
  }

  /** How things stand now that a window's version is made; what is in play is carried over. */
  TracePoint windowMade(
      WindowDecision window, long version, long atMs, long updateBytes, Measures measures) {
    int aggregated = window.entries().size();
    TracePoint point =
        new TracePoint(
            Math.toIntExact(window.number()),
            null,
            version,
            atMs,
            sinceWindow,
            aggregated,
            refused,
            StalenessSeen.in(window, tooStale),
            uploaded * updateBytes,
            begun * updateBytes,
            measures);
    inPlay -= aggregated;
    sinceWindow = inPlay;
    refused = 0;
    tooStale = 0;
    return point;
  }

  /** How things stand when the round has failed, after that point. */
  TracePoint failed(String reason, TracePoint before, long atMs, long updateBytes) {
    return new TracePoint(
        before.round() + 1,
        reason,
        before.version(),
        atMs,
        sinceWindow,
        0,
        refused,
        new StalenessSeen(0, 0, tooStale),
        uploaded * updateBytes,
        begun * updateBytes,
        before.measures());
  }
}
