package io.fedlog.learning.round;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One model type's versions and rounds. Mutable; owned by the machine. */
final class ModelLine {
  final String modelType;
  final Map<String, Round> rounds = new LinkedHashMap<>();
  long latestVersion;

  /** Version fixed by a promotion; 0 while the newest holds. */
  long promotedVersion;

  /** The round whose version is being made. */
  @Nullable String inFlight;

  /** The log's time: never goes back. */
  long now;

  ModelLine(String modelType) {
    this.modelType = modelType;
  }

  boolean hasOpenRounds() {
    return rounds.values().stream().anyMatch(round -> !round.status.isOver());
  }
}
