package io.fedlog.standalone.simulate;

import org.jspecify.annotations.Nullable;

/**
 * How things stood when a round was over.
 *
 * @param round its number; 0 for the start
 * @param failure why it made no version; null when it did
 * @param version the newest version
 * @param atMs virtual time since the start
 * @param asked stores asked
 * @param aggregated updates in the version
 * @param refused updates that could not be aggregated
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
    long uploadedBytes,
    long downloadedBytes,
    Measures measures) {

  /** Dropped out, or still at work when the round was over. */
  int unfinished() {
    return asked - aggregated - refused;
  }
}
