package io.fedlog.coordinator.log;

import io.fedlog.schemas.Heartbeat;
import java.time.Instant;

/** Says whether a heartbeat is from the store it names. Asked by one thread at a time. */
@FunctionalInterface
public interface HeartbeatCheck {

  /**
   * Whether the heartbeat is believed.
   *
   * @param cameAt when the broker took it
   */
  boolean believes(Heartbeat heartbeat, Instant cameAt);

  /** Believes all: for installations whose Kafka alone says who may write. */
  HeartbeatCheck TRUST_THE_BROKER = (heartbeat, cameAt) -> true;
}
