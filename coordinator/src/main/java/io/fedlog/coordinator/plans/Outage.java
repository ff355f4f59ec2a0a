package io.fedlog.coordinator.plans;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that Kafka went away, and once that it is back. For one thread. */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private boolean on;

  void began(RuntimeException failure) {
    if (!on) {
      LOG.warn("Kafka does not answer; trying until it is back reason={}", failure.getMessage());
      LOG.debug("What it failed with", failure);
      on = true;
    }
  }

  void ended() {
    if (on) {
      LOG.info("Kafka answers again");
      on = false;
    }
  }
}
