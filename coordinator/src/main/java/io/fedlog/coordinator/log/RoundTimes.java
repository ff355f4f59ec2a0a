package io.fedlog.coordinator.log;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long the newest completed rounds of each model type took from their creation to their
 * decision. Not thread-safe.
 */
final class RoundTimes {

  /** Rounds that are remembered of a type. */
  static final int MOST = 20;

  /** With fewer a median means nothing. */
  static final int FEWEST = 3;

  private final Map<String, TreeMap<String, Duration>> byType = new HashMap<>();

  /** Takes in a state; a round that is told again counts once. */
  void add(RoundState state) {
    Instant decided = state.getDecidedAt();
    Instant ended = state.getEndedAt();
    if (state.getStatus() != RoundStatus.COMPLETED || decided == null || ended == null) {
      return;
    }
    TreeMap<String, Duration> times =
        byType.computeIfAbsent(state.getModelType(), type -> new TreeMap<>());
    Duration took = Duration.between(state.getCreatedAt(), decided);
    times.put(NewestFirst.key(ended, state.getRoundId()), took.isNegative() ? Duration.ZERO : took);
    if (times.size() > MOST) {
      times.pollLastEntry();
    }
  }

  /** The median; of an even number the mean of the two in the middle. Empty of too few. */
  Optional<Duration> usual(String modelType) {
    List<Duration> sorted =
        byType.getOrDefault(modelType, new TreeMap<>()).values().stream().sorted().toList();
    int count = sorted.size();
    return count < FEWEST
        ? Optional.empty()
        : Optional.of(sorted.get((count - 1) / 2).plus(sorted.get(count / 2)).dividedBy(2));
  }
}
