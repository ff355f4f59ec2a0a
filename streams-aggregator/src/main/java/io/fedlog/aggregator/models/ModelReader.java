package io.fedlog.aggregator.models;

import org.jspecify.annotations.Nullable;

/**
 * Reads records of {@code fl.global-models} and {@code fl.server-state} by key, without ever
 * blocking the caller. One per task, called by the task's thread only.
 */
public interface ModelReader extends AutoCloseable {

  /** Asks for the newest record of a key. What is committed at this moment will be found. */
  void request(Wanted wanted);

  /** The next answer, in any order, or null when none is there yet. */
  @Nullable Found next();

  @Override
  void close();

  /** A record by its topic and key. */
  record Wanted(String topic, String key) {}

  /**
   * An answer.
   *
   * @param value null when there is no such record
   */
  record Found(Wanted wanted, byte @Nullable [] value) {}

  /** Makes a task's reader. */
  @FunctionalInterface
  interface Factory {
    ModelReader open();
  }
}
