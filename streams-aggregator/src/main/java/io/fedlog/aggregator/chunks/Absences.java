package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.models.ModelReader.Wanted;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when records are asked for that are not there. A window may be decided a moment before the
 * version it rests on can be read: both come of one transaction, whose end reaches one partition
 * after the other. Mutable.
 */
final class Absences {
  /** Time for a broker that was away to come back. */
  static final long PATIENCE_MS = 60_000;

  private final Map<Wanted, Long> since = new HashMap<>();

  /** The record is not there: whether it may yet come. */
  boolean mayEnd(Wanted wanted, long now) {
    return now - since.computeIfAbsent(wanted, absent -> now) < PATIENCE_MS;
  }

  /** Nobody waits for the record any more. */
  void forget(Wanted wanted) {
    since.remove(wanted);
  }
}
