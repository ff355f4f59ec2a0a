package io.fedlog.standalone.simulate;

import io.fedlog.learning.round.WindowTerms;
import io.fedlog.learning.staleness.Staleness;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowMix.Toward;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a window closes and what its updates count for.
 *
 * @param updates K, in mode fedbuff; in mode fedasync it is 1
 * @param time after which a window closes with fewer, if there are the fewest that a round needs
 * @param maxStaleness versions by which an update's base may be behind
 * @param staleness what an update that is behind still weighs
 * @param rate of the server; null for the papers' 1 in mode fedbuff and 0.6 in mode fedasync
 */
public record WindowPolicy(
    int updates, Duration time, int maxStaleness, Staleness staleness, @Nullable Double rate) {
  private static final int MOST_UPDATES = 1_000;
  private static final int MOST_STALENESS = 255;
  private static final int MOST_RATE = 100;
  private static final double FEDBUFF_RATE = 1;
  private static final double FEDASYNC_RATE = 0.6;

  public WindowPolicy {
    Flag.require(
        updates >= 1 && updates <= MOST_UPDATES,
        "--window-updates",
        updates,
        "1 to " + MOST_UPDATES);
    Flag.require(time.toMillis() >= 1, "--window-time", time, "a length of time above 0");
    Flag.require(
        maxStaleness >= 0 && maxStaleness <= MOST_STALENESS,
        "--max-staleness",
        maxStaleness,
        "0 to " + MOST_STALENESS);
    Flag.require(
        rate == null || (rate > 0 && rate <= MOST_RATE),
        "--rate",
        rate,
        "a number above 0, at most " + MOST_RATE);
  }

  /** Most updates of a window. */
  int updates(Mode mode) {
    return mode == Mode.FEDASYNC ? 1 : updates;
  }

  WindowTerms terms(Mode mode, int mostWindows) {
    return new WindowTerms(updates(mode), time.toMillis(), mostWindows, maxStaleness, staleness);
  }

  WindowMix mix(Mode mode) {
    return mode == Mode.FEDASYNC
        ? new WindowMix(Toward.MODEL, rate == null ? FEDASYNC_RATE : rate, false)
        : new WindowMix(Toward.DELTA, rate == null ? FEDBUFF_RATE : rate, false);
  }
}
