package io.fedlog.coordinator.uploads;

import io.fedlog.coordinator.topics.KafkaAnswers;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UploadEnd;
import io.fedlog.schemas.UploadPart;
import io.fedlog.schemas.UploadRecord;
import io.fedlog.schemas.UploadStart;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Uploads in parts, as {@code fl.uploads} has them. Keeps nothing of its own: how far an upload has
 * come is what the log says, whichever coordinator wrote it. All records of an upload are in one
 * partition, so that their order is the same to everybody. Thread-safe.
 */
public final class UploadLog {

  /** Bytes of a part at most: its record stays within a broker's default limit. */
  public static final int MOST_PART_BYTES = 512 * 1024;

  private static final String TOPIC = Topics.UPLOADS.name();

  private final Producer<String, byte[]> producer;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final RecordCodec<UploadRecord> codec;
  private final Supplier<String> keys;

  /**
   * @param producer not closed here
   * @param consumers each for one reading
   * @param keys random ones, never the same twice
   */
  public UploadLog(
      Producer<String, byte[]> producer,
      Supplier<Consumer<String, byte[]>> consumers,
      SchemaDirectory schemas,
      Supplier<String> keys) {
    this.producer = producer;
    this.consumers = consumers;
    this.codec = RecordCodec.of(Topics.UPLOADS, schemas);
    this.keys = keys;
  }

  /** Begins an upload. */
  public UploadId begin(UploadStart start) {
    String key = keys.get();
    return new UploadId(key, write(key, new UploadRecord(start)).offset());
  }

  /**
   * Writes a part.
   *
   * @param offset of its first byte in the body
   */
  public void append(UploadId upload, long offset, ByteBuffer payload) {
    var unused = write(upload.key(), new UploadRecord(new UploadPart(offset, payload)));
  }

  /** Writes that the update is sealed. */
  public void end(UploadId upload, UploadEnd end) {
    var unused = write(upload.key(), new UploadRecord(end));
  }

  /** How far an upload has come; empty when there is none, or none any more. */
  public Optional<PartialBody> find(UploadId upload) {
    try (UploadReader reader = reader(upload)) {
      UploadStart start = reader.start();
      if (start == null) {
        return Optional.empty();
      }
      while (reader.nextPart() != null) {
        continue;
      }
      return Optional.of(new PartialBody(start, reader.held(), reader.ended()));
    }
  }

  /** The body of an upload that is {@link PartialBody#whole() whole}, read from the log. */
  public InputStream body(UploadId upload) {
    return new PartsInput(reader(upload));
  }

  private UploadReader reader(UploadId upload) {
    return new UploadReader(
        consumers.get(), new TopicPartition(TOPIC, partition(upload.key())), upload, codec);
  }

  private RecordMetadata write(String key, UploadRecord value) {
    return KafkaAnswers.of(
        producer.send(new ProducerRecord<>(TOPIC, partition(key), key, codec.encode(value))));
  }

  private int partition(String key) {
    return Placement.partition(key, 0, producer.partitionsFor(TOPIC).size());
  }
}
