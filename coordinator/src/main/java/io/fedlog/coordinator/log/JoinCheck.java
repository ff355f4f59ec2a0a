package io.fedlog.coordinator.log;

import io.fedlog.schemas.Join;
import java.time.Instant;

/** Says whether a join is from the store it names. Asked by one thread at a time. */
@FunctionalInterface
public interface JoinCheck {

  /**
   * Whether the join is believed. Aggregators ask the same and write down why one is not.
   *
   * @param cameAt when the broker took it
   */
  boolean believes(Join join, Instant cameAt);

  /** Believes all: for installations whose Kafka alone says who may write. */
  JoinCheck TRUST_THE_BROKER = (join, cameAt) -> true;
}
