package io.fedlog.coordinator.uploads;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.UploadEnd;
import io.fedlog.schemas.UploadPart;
import io.fedlog.schemas.UploadRecord;
import io.fedlog.schemas.UploadStart;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one upload, from its beginning to what is the end of the log when reading begins. Of parts
 * that begin at the same byte the first counts; what a retry or another coordinator wrote beside it
 * is passed over. Not thread-safe.
 */
final class UploadReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long SILENT_NANOS = Duration.ofSeconds(30).toNanos();

  private final Consumer<String, byte[]> consumer;
  private final TopicPartition partition;
  private final UploadId upload;
  private final RecordCodec<UploadRecord> codec;
  private final long end;
  private final boolean there;
  private Iterator<ConsumerRecord<String, byte[]>> polled = Collections.emptyIterator();
  private long held;
  private boolean ended;

  /**
   * @param consumer closed with the reader
   */
  UploadReader(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      UploadId upload,
      RecordCodec<UploadRecord> codec) {
    this.consumer = consumer;
    this.partition = partition;
    this.upload = upload;
    this.codec = codec;
    try {
      List<TopicPartition> one = List.of(partition);
      consumer.assign(one);
      end = consumer.endOffsets(one).getOrDefault(partition, 0L);
      long begin = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
      there = upload.offset() >= begin && upload.offset() < end;
      if (there) {
        consumer.seek(partition, upload.offset());
      }
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** What began the upload; null when the log has no such upload. Called first, and once. */
  @Nullable UploadStart start() {
    UploadRecord first = there ? next() : null;
    return first != null && first.getBody() instanceof UploadStart start ? start : null;
  }

  /** The next part of the body; null when the log has no more. */
  @Nullable ByteBuffer nextPart() {
    for (UploadRecord record = next(); record != null; record = next()) {
      ended |= record.getBody() instanceof UploadEnd;
      if (record.getBody() instanceof UploadPart part && part.getOffset() == held) {
        held += part.getPayload().remaining();
        return part.getPayload();
      }
    }
    return null;
  }

  /** Bytes of the parts so far. */
  long held() {
    return held;
  }

  /** Whether the end has been read. */
  boolean ended() {
    return ended;
  }

  private @Nullable UploadRecord next() {
    for (ConsumerRecord<String, byte[]> record = poll(); record != null; record = poll()) {
      if (upload.key().equals(record.key())) {
        return codec.decode(record.value());
      }
    }
    return null;
  }

  private @Nullable ConsumerRecord<String, byte[]> poll() {
    long silentSince = System.nanoTime();
    while (!polled.hasNext()) {
      if (consumer.position(partition) >= end) {
        return null;
      }
      if (System.nanoTime() - silentSince > SILENT_NANOS) {
        throw new TimeoutException(partition + " was not read to offset " + end + " in time");
      }
      polled = consumer.poll(POLL).iterator();
    }
    ConsumerRecord<String, byte[]> record = polled.next();
    return record.offset() < end ? record : null;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
