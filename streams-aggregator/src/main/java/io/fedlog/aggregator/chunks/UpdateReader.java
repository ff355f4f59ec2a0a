package io.fedlog.aggregator.chunks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of an update topic again, by offset, without ever blocking the caller. One per
 * task; {@link #request} and {@link #next} are called by the task's thread only.
 */
public interface UpdateReader extends AutoCloseable {

  /** Asks for records of one partition, offsets ascending. They come in that order. */
  void request(String topic, int partition, List<Long> offsets);

  /** Gives up everything asked for of a topic; answers on their way may still come. */
  void forget(String topic);

  /** The next record asked for, or null when none is there yet. */
  @Nullable Reread next();

  @Override
  void close();

  /**
   * A record read again.
   *
   * @param value null when the record is no longer on the log
   */
  record Reread(String topic, long offset, byte @Nullable [] key, byte @Nullable [] value) {}

  /** Makes a task's reader. */
  @FunctionalInterface
  interface Factory {
    UpdateReader open(int partition);
  }
}
