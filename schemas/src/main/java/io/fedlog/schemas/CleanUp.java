package io.fedlog.schemas;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When a topic's records may go. */
public enum CleanUp {
  /** The newest record of each key stays. */
  COMPACT("compact", null),
  /** Records go after 30 days: they have been acted on, or never will be. */
  DELETE("delete", Duration.ofDays(30)),
  /** Records go after a day: they are large, and soon of no use. */
  DELETE_SOON("delete", Duration.ofDays(1)),
  /** Records go after 400 days, so that a year can be compared with the one before. */
  DELETE_LATE("delete", Duration.ofDays(400)),
  /** The broker deletes nothing; the coordinator deletes what a retired round no longer needs. */
  ON_RETIREMENT("delete", Duration.ofMillis(-1)),
  /** Nothing is ever deleted. */
  NEVER("delete", Duration.ofMillis(-1));

  private final Map<String, String> settings;

  CleanUp(String policy, @Nullable Duration retention) {
    this.settings =
        retention == null
            ? Map.of("cleanup.policy", policy)
            : Map.of(
                "cleanup.policy",
                policy,
                "retention.ms",
                Long.toString(retention.toMillis()),
                "retention.bytes",
                "-1");
  }

  /** The Kafka topic settings that bring this about. */
  Map<String, String> settings() {
    return settings;
  }
}
