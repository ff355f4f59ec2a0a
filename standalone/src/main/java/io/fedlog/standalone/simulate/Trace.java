package io.fedlog.standalone.simulate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run from its start to its end.
 *
 * @param method its name
 * @param points the start and every round, in order
 */
record Trace(String method, List<TracePoint> points) {
  Trace {
    points = List.copyOf(points);
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

  long failedRounds() {
    return points.stream().filter(point -> point.failure() != null).count();
  }
}
