package io.fedlog.aggregator;

import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the id of every topic's schema is known, so that nothing this version writes needs
 * the schema registry while the topology runs.
 */
final class SchemasReady {
  private static final Logger log = LoggerFactory.getLogger(SchemasReady.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private SchemasReady() {}

  /** Waits, without end, until the directory has given every id. */
  static void await(SchemaDirectory directory) throws InterruptedException {
    String told = "";
    while (true) {
      try {
        for (Topic<?> topic : Topics.permanent()) {
          int unused = directory.idOf(topic.subject(), topic.schema());
        }
        return;
      } catch (RegistryException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(told)) {
          log.warn("Waiting for the schema registry: {}", reason);
          told = reason;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
  }
}
