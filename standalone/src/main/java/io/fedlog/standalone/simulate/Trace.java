package io.fedlog.standalone.simulate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run from its start to its end.
 *
 * @param mode in which it was run
 * @param method its name
 * @param points the start and every round, in order
 */
record Trace(Mode mode, String method, List<TracePoint> points) {
  Trace {
    points = List.copyOf(points);
  }

  /** What people call it. */
  String label() {
    return mode.labelOf(method);
  }

  TracePoint last() {
    return points.get(points.size() - 1);
  }

  /** The first point at which a goal was reached. */
  Optional<TracePoint> reached(@Nullable Goal goal) {
    return goal == null
        ? Optional.empty()
        : points.stream().filter(point -> goal.isReachedBy(point.measures())).findFirst();
  }

  /** Why the last of the failed rounds failed. */
  Optional<String> lastFailure() {
    return points.stream()
        .map(TracePoint::failure)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later);
  }

  /** Of all updates in all windows; empty when there were none. */
  Optional<StalenessSeen> staleness() {
    long updates = points.stream().mapToLong(TracePoint::aggregated).sum();
    if (mode == Mode.SYNC || updates == 0) {
      return Optional.empty();
    }
    double sum = 0;
    long most = 0;
    int tooStale = 0;
    for (TracePoint point : points) {
      sum += point.staleness().mean() * point.aggregated();
      most = Math.max(most, point.staleness().most());
      tooStale += point.staleness().tooStale();
    }
    return Optional.of(new StalenessSeen(sum / updates, most, tooStale));
  }

  long failedRounds() {
    return points.stream().filter(point -> point.failure() != null).count();
  }
}
