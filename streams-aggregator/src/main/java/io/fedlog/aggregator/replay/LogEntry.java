package io.fedlog.aggregator.replay;

import io.fedlog.schemas.UnreadableRecordException;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic.
 *
 * @param partition from 0
 * @param offset in its partition
 * @param timestamp when the broker appended it, milliseconds since the epoch
 * @param key null for none
 * @param reader decodes the value, or fails with an {@link UnreadableRecordException}; null for a
 *     tombstone
 * @param writer finds the schema that the value was written with; null for a tombstone
 * @param <T> the topic's record
 */
public record LogEntry<T extends SpecificRecord>(
    int partition,
    long offset,
    long timestamp,
    @Nullable String key,
    @Nullable Supplier<T> reader,
    @Nullable Supplier<Schema> writer) {

  /** Whether it tells compaction to forget its key. */
  public boolean isTombstone() {
    return reader == null;
  }

  /**
   * The value.
   *
   * @throws UnreadableRecordException when the bytes are no value of the topic's
   * @throws IllegalStateException for a tombstone
   */
  public T value() {
    if (reader == null) {
      throw new IllegalStateException("the record at offset " + offset + " is a tombstone");
    }
    return reader.get();
  }

  /** The value; null for a tombstone and for what cannot be read. */
  public @Nullable T readable() {
    try {
      return reader == null ? null : reader.get();
    } catch (UnreadableRecordException e) {
      return null;
    }
  }

  /** The value and its writer's schema; null for a tombstone and for what cannot be read. */
  @Nullable Written<T> written() {
    T value = readable();
    return value == null || writer == null ? null : new Written<>(value, writer.get());
  }
}
