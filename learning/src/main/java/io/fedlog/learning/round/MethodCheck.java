package io.fedlog.learning.round;

import org.jspecify.annotations.Nullable;

/** Whether a round's updates can be aggregated by another method than its definition's. */
@FunctionalInterface
public interface MethodCheck {
  /** For rounds that keep the method of their definition. */
  MethodCheck NONE =
      (roundId, choice) -> "the round keeps to its definition's method; expected no other";

  /**
   * Why they cannot; null when they can. A function of its arguments and the round's definition.
   */
  @Nullable String fault(String roundId, MethodChoice choice);
}
