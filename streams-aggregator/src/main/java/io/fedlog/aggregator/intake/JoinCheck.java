package io.fedlog.aggregator.intake;

import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.Join;
import java.time.Instant;

/** Says whether a join is from the store it names. */
@FunctionalInterface
public interface JoinCheck {

  /**
   * Whether the join is believed.
   *
   * @param cameAt when the broker took it
   */
  Verdict verdict(Join join, Instant cameAt);

  /** Believes all: for installations whose Kafka alone says who may write. */
  JoinCheck TRUST_THE_BROKER = (join, cameAt) -> Verdict.UNCHECKED;
}
