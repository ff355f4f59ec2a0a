package io.fedlog.aggregator.quorum;

/**
 * What time it is by the brokers' clocks, as well as can be told here: their records' times carried
 * on by this machine's clock. Not thread-safe.
 */
final class LogClock {
  private static final long UNKNOWN = Long.MIN_VALUE;

  private long ahead = UNKNOWN;

  /** A record came, however long it was under way. */
  void saw(long appendedAt, long here) {
    ahead = Math.max(ahead, appendedAt - here);
  }

  /** A record came that was written here a moment ago: the newest measure of the difference. */
  void sawOwn(long appendedAt, long here) {
    ahead = appendedAt - here;
  }

  /** The time by the log when it is {@code here} by this machine's clock. */
  long at(long here) {
    return ahead == UNKNOWN ? here : here + ahead;
  }
}
