package io.fedlog.standalone.simulate;

import org.jspecify.annotations.Nullable;

/**
 * How things stood when a round was over, or a window's version was made.
 *
 * @param round its number, that of the window in a round with windows; 0 for the start
 * @param failure why it made no version; null when it did
 * @param version the newest version
 * @param atMs virtual time since the start
 * @param asked stores asked; of a window, those at work or waiting since the one before
 * @param aggregated updates in the version
 * @param refused updates that could not be aggregated
 * @param staleness of the updates in a window
 * @param uploadedBytes of updates, from the start
 * @param downloadedBytes of models, from the start
 * @param measures of the newest version
 */
record TracePoint(
    int round,
    @Nullable String failure,
    long version,
    long atMs,
    int asked,
    int aggregated,
    int refused,
    StalenessSeen staleness,
    long uploadedBytes,
    long downloadedBytes,
    Measures measures) {

  /** Dropped out, or still at work then; of a window, waiting for the next one too. */
  int unfinished() {
    return asked - aggregated - refused;
  }
}
