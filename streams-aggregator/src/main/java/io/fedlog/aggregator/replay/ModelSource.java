package io.fedlog.aggregator.replay;

import org.jspecify.annotations.Nullable;

/** The newest records of {@code fl.global-models} and {@code fl.server-state}. Thread-safe. */
@FunctionalInterface
public interface ModelSource {
  /** The newest value of a key; null when there is none. */
  byte @Nullable [] newest(String topic, String key);
}
