package io.fedlog.aggregator.replay;

import org.jspecify.annotations.Nullable;

/** Update topics as they lie on the log, to be read only. For one thread. */
public interface UpdateSource extends AutoCloseable {

  /**
   * The committed records of a partition, in the order of the offsets, up to where it ends now.
   *
   * @param from the first offset; 0 for all
   * @throws RetiredException when the topic or the beginning of the partition was deleted
   * @throws IllegalStateException when nothing comes for a minute
   */
  void read(String topic, int partition, long from, Visitor visitor);

  /** The same from the beginning. */
  default void read(String topic, int partition, Visitor visitor) {
    read(topic, partition, 0, visitor);
  }

  /**
   * Records at certain offsets; those that are no longer there are left out.
   *
   * @param offsets ascending
   * @throws RetiredException when the topic or the beginning of the partition was deleted
   * @throws IllegalStateException when nothing comes for a minute
   */
  void readAt(String topic, int partition, long[] offsets, Visitor visitor);

  @Override
  void close();

  /** Is given records one after the other. */
  @FunctionalInterface
  interface Visitor {
    void record(long offset, byte @Nullable [] key, byte @Nullable [] value);
  }
}
