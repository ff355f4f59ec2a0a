package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When an open round is likely to be decided: after the time that the newest completed rounds of
 * its type took, and by its deadline at the latest.
 */
final class Estimate {

  private Estimate() {}

  /** ISO-8601; null while too few rounds have completed, and when the time is over. */
  static @Nullable String of(KnownRound round, LogView view) {
    if (round.status() != RoundStatus.CREATED && round.status() != RoundStatus.IN_PROGRESS) {
      return null;
    }
    Optional<Duration> usual = view.usualTime(round.modelType());
    if (usual.isEmpty()) {
      return null;
    }
    Instant from = round.state() == null ? round.createdAt() : round.state().getCreatedAt();
    Instant likely = from.plus(usual.get());
    Instant at = likely.isAfter(round.deadline()) ? round.deadline() : likely;
    return at.isAfter(round.now()) ? at.truncatedTo(ChronoUnit.MILLIS).toString() : null;
  }
}
