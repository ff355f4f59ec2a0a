package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundMetrics;

/** Everything received has exactly one fate, in attempts, chunks and bytes. */
final class Law {
  private Law() {}

  static void holds(RoundMetrics m) {
    assertThat(
            m.getAttemptsAggregated()
                + m.getAttemptsDuplicate()
                + m.getAttemptsLate()
                + m.getAttemptsIncomplete()
                + m.getAttemptsUnusedNotSelected()
                + m.getAttemptsUnusedFailed()
                + m.getAttemptsUnusedCancelled()
                + m.getAttemptsRejected())
        .as("attempts of %s", m)
        .isEqualTo(m.getAttemptsReceived());
    assertThat(
            m.getChunksAggregated()
                + m.getChunksDuplicate()
                + m.getChunksLate()
                + m.getChunksIncomplete()
                + m.getChunksUnused()
                + m.getChunksRejected())
        .as("chunks of %s", m)
        .isEqualTo(m.getChunksReceived());
    assertThat(
            m.getBytesAggregated()
                + m.getBytesDuplicate()
                + m.getBytesLate()
                + m.getBytesIncomplete()
                + m.getBytesUnused()
                + m.getBytesRejected())
        .as("bytes of %s", m)
        .isEqualTo(m.getBytesReceived());
    assertThat(m.getAttemptsRejectedByReason().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(m.getAttemptsRejected());
  }
}
