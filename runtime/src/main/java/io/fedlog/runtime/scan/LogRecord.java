package io.fedlog.runtime.scan;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.UnreadableRecordException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies on the log; its value is decoded when it is asked for.
 *
 * @param <T> the topic's record
 */
public final class LogRecord<T extends SpecificRecord> {
  private final ConsumerRecord<String, byte[]> record;
  private final RecordCodec<T> codec;

  LogRecord(ConsumerRecord<String, byte[]> record, RecordCodec<T> codec) {
    this.record = record;
    this.codec = codec;
  }

  public String topic() {
    return record.topic();
  }

  /** From 0. */
  public int partition() {
    return record.partition();
  }

  /** In its partition. */
  public long offset() {
    return record.offset();
  }

  /** When the broker appended it, milliseconds since the epoch. */
  public long timestamp() {
    return record.timestamp();
  }

  /** Null when the record has none. */
  public @Nullable String key() {
    return record.key();
  }

  /** Whether it tells compaction to forget its key. */
  public boolean isTombstone() {
    return record.value() == null;
  }

  /**
   * The value as it was written, header included.
   *
   * @throws IllegalStateException for a tombstone, which has none
   */
  public byte[] bytes() {
    byte[] bytes = record.value();
    if (bytes == null) {
      throw new IllegalStateException("a tombstone has no value: " + place());
    }
    return bytes;
  }

  /**
   * The value.
   *
   * @throws UnreadableRecordException when the bytes are no value of the topic's
   * @throws RegistryException when a registry is in use and does not answer
   * @throws IllegalStateException for a tombstone, which has none
   */
  public T value() {
    return codec.decode(bytes());
  }

  /**
   * The value; empty for a tombstone and when the bytes are no value of the topic's: a service sets
   * such a record aside too.
   *
   * @throws RegistryException when a registry is in use and does not answer
   */
  public Optional<T> readable() {
    try {
      return isTombstone() ? Optional.empty() : Optional.of(value());
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  /** Where it lies: {@code fl.round-log/3@1207}. */
  public String place() {
    return topic() + "/" + partition() + "@" + offset();
  }
}
