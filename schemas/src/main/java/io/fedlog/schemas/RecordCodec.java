package io.fedlog.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one topic's values in the Confluent wire format: a zero byte, the schema's id in
 * 4 bytes big-endian, then Avro's binary encoding. Values written with another version's schema are
 * resolved to this version's, as the Avro specification's "Schema Resolution" has it. Thread-safe.
 *
 * @param <T> the topic's record
 */
public final class RecordCodec<T extends SpecificRecord> {
  /**
   * The most bytes a value may have, 1 MiB - 4 KiB: a broker with its default settings then takes
   * it, with room for the key and the batch around it.
   */
  public static final int MAX_RECORD_BYTES = (1 << 20) - (4 << 10);

  private static final int HEADER_BYTES = 5;

  private final Topic<T> topic;
  private final SchemaDirectory directory;
  private final DatumWriter<T> writer;
  private final FastReaderBuilder readerBuilder;
  private final Map<Integer, Reading<T>> readings = new ConcurrentHashMap<>();
  private final int fingerprint;
  private volatile @Nullable Integer id;

  private RecordCodec(Topic<T> topic, SchemaDirectory directory) {
    this.topic = topic;
    this.directory = directory;
    this.writer = new SpecificDatumWriter<>(topic.schema());
    this.readerBuilder = new FastReaderBuilder(SpecificData.getForSchema(topic.schema()));
    this.fingerprint = PortableSchema.fingerprint(topic.schema());
  }

  /** The codec of a topic. Make one for each topic and share it. */
  public static <T extends SpecificRecord> RecordCodec<T> of(
      Topic<T> topic, SchemaDirectory directory) {
    return new RecordCodec<>(topic, directory);
  }

  /**
   * The bytes of a value, header included.
   *
   * @throws UnwritableRecordException when they would exceed {@link #MAX_RECORD_BYTES}, or when a
   *     field has no value
   * @throws RegistryException when a registry is in use and cannot give the schema's id
   */
  public byte[] encode(T value) {
    int schemaId = schemaId();
    BoundedOutput out = new BoundedOutput(MAX_RECORD_BYTES);
    try {
      out.write(ByteBuffer.allocate(HEADER_BYTES).put((byte) 0).putInt(schemaId).array());
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writer.write(value, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (BoundedOutput.BoundExceededException e) {
      throw new UnwritableRecordException(
          "A record of "
              + topic.name()
              + " may have "
              + MAX_RECORD_BYTES
              + " bytes, but this one"
              + " has more: "
              + RecordIdentity.of(value)
              + ". Send it in smaller chunks or pages.",
          e);
    } catch (IOException | RuntimeException e) {
      throw new UnwritableRecordException(
          "Cannot write a record to "
              + topic.name()
              + ": "
              + RecordIdentity.of(value)
              + ". Every field without a default needs a value of its type: "
              + e.getMessage(),
          e);
    }
  }

  /**
   * The value in {@code bytes}. Its bytes fields are read-only views of {@code bytes} (no backing
   * array to ask for), which must not change afterwards.
   *
   * @throws UnreadableRecordException whatever is wrong with {@code bytes}
   * @throws RegistryException when a registry is in use and cannot be asked: try again
   */
  public T decode(byte[] bytes) {
    Reading<T> reading = reading(schemaId(bytes));
    RecordDecoder decoder = new RecordDecoder(bytes, HEADER_BYTES);
    T value;
    try {
      value = topic.type().cast(reading.reader.read(null, decoder));
    } catch (UnreadableRecordException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw unreadable(reading, e);
    }
    if (decoder.remaining() > 0) {
      throw new UnreadableRecordException(
          UnreadableRecordException.MALFORMED,
          decoder.remaining()
              + " bytes are left over after a whole "
              + topic.type().getSimpleName());
    }
    return value;
  }

  /** Both directions for Kafka; null, a tombstone, stays null. */
  public Serde<T> serde() {
    return Serdes.serdeFrom(serializer(), deserializer());
  }

  /** {@link #encode} for Kafka; null stays null. */
  public Serializer<T> serializer() {
    return (name, value) -> value == null ? null : encode(value);
  }

  /** {@link #decode} for Kafka; null stays null. */
  public Deserializer<T> deserializer() {
    return (name, bytes) -> bytes == null ? null : decode(bytes);
  }

  private int schemaId() {
    Integer known = id;
    if (known == null) {
      known = directory.idOf(topic.subject(), topic.schema());
      id = known;
    }
    return known;
  }

  private static int schemaId(byte[] bytes) {
    if (bytes.length > MAX_RECORD_BYTES) {
      throw new UnreadableRecordException(
          UnreadableRecordException.TOO_LARGE,
          "a record may have " + MAX_RECORD_BYTES + " bytes, but has " + bytes.length);
    }
    if (bytes.length > 0 && bytes[0] != 0) {
      throw new UnreadableRecordException(
          UnreadableRecordException.BAD_MAGIC, "the first byte is 0, but was " + (bytes[0] & 0xff));
    }
    if (bytes.length < HEADER_BYTES) {
      throw new UnreadableRecordException(
          UnreadableRecordException.TRUNCATED,
          "a record begins with " + HEADER_BYTES + " bytes of header, but has " + bytes.length);
    }
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  private Reading<T> reading(int id) {
    Reading<T> known = readings.get(id);
    if (known != null) {
      return known;
    }
    Schema written = directory.byId(id);
    if (!written.getFullName().equals(topic.schema().getFullName())) {
      throw new UnreadableRecordException(
          UnreadableRecordException.WRONG_SCHEMA,
          "values of "
              + topic.name()
              + " are "
              + topic.schema().getFullName()
              + ", but schema "
              + id
              + " is "
              + written.getFullName());
    }
    return newReading(id, written);
  }

  /** One at a time: Avro's builder is not safe for several threads; what it builds is. */
  private synchronized Reading<T> newReading(int id, Schema written) {
    boolean ours = PortableSchema.fingerprint(written) == fingerprint;
    Schema writerSchema = ours ? topic.schema() : written;
    try {
      Reading<T> made =
          new Reading<>(id, ours, readerBuilder.createDatumReader(writerSchema, topic.schema()));
      readings.put(id, made);
      return made;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UnreadableRecordException(
          UnreadableRecordException.WRONG_SCHEMA,
          "schema " + id + " cannot be read as " + topic.schema().getFullName() + ": " + e,
          e);
    }
  }

  private static UnreadableRecordException unreadable(Reading<?> reading, Throwable cause) {
    if (cause instanceof AvroTypeException && !reading.ours) {
      return new UnreadableRecordException(
          UnreadableRecordException.WRONG_SCHEMA,
          "schema "
              + reading.id
              + " differs from this version's in what the record uses: "
              + cause.getMessage()
              + "; a newer Fedlog may have written it",
          cause);
    }
    return new UnreadableRecordException(
        UnreadableRecordException.MALFORMED,
        "the bytes do not follow schema " + reading.id + ": " + cause,
        cause);
  }

  /** How records with one schema id are read. */
  private record Reading<T>(int id, boolean ours, DatumReader<T> reader) {}
}
