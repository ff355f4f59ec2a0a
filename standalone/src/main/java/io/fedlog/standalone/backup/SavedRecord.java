package io.fedlog.standalone.backup;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record with its place and its time. In the file: partition (4 bytes, big-endian, as all
 * numbers), offset (8), timestamp (8), key and value (length in 4 bytes, -1 for null, and the
 * bytes), how many headers (4), and of each its name (length in 4 bytes and UTF-8) and value.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record SavedRecord(
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_HEADERS = 10_000;

  SavedRecord {
    headers = List.copyOf(headers);
  }

  static SavedRecord of(ConsumerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(headers::add);
    return new SavedRecord(
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }

  ProducerRecord<byte[], byte[]> to(String topic) {
    return new ProducerRecord<>(topic, partition, timestamp, key, value, headers);
  }

  /** About what it takes in memory. */
  int size() {
    return 100 + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size());
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(partition);
    out.writeLong(offset);
    out.writeLong(timestamp);
    write(out, key);
    write(out, value);
    out.writeInt(headers.size());
    for (Header header : headers) {
      write(out, header.key().getBytes(StandardCharsets.UTF_8));
      write(out, header.value());
    }
    return bytes.toByteArray();
  }

  static SavedRecord read(DataInputStream in) throws IOException {
    int partition = in.readInt();
    long offset = in.readLong();
    long timestamp = in.readLong();
    byte[] key = bytes(in);
    byte[] value = bytes(in);
    int count = in.readInt();
    if (count < 0 || count > MOST_HEADERS) {
      throw new DamagedFileException("a record has " + count + " headers");
    }
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] name = bytes(in);
      if (name == null) {
        throw new DamagedFileException("a header has no name");
      }
      headers.add(new RecordHeader(new String(name, StandardCharsets.UTF_8), bytes(in)));
    }
    return new SavedRecord(partition, offset, timestamp, key, value, headers);
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < -1 || length > MOST_BYTES) {
      throw new DamagedFileException("a record has a part of " + length + " bytes");
    }
    return length == -1 ? null : in.readNBytes(length);
  }
}
