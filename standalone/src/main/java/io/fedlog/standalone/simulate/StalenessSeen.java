package io.fedlog.standalone.simulate;

import io.fedlog.learning.round.WindowDecision;

/**
 * By how many windows the bases of updates were behind.
 *
 * @param mean of those in a window, or in a run's windows
 * @param most of them
 * @param tooStale updates that were refused because they were behind too far
 */
record StalenessSeen(double mean, long most, int tooStale) {
  /** Of a round without windows. */
  static final StalenessSeen NONE = new StalenessSeen(0, 0, 0);

  /**
   * Of the updates in a window.
   *
   * @param tooStale refused since the one before
   */
  static StalenessSeen in(WindowDecision window, int tooStale) {
    long sum = 0;
    long most = 0;
    for (WindowDecision.Entry entry : window.entries()) {
      sum += entry.staleness();
      most = Math.max(most, entry.staleness());
    }
    return new StalenessSeen((double) sum / window.entries().size(), most, tooStale);
  }
}
