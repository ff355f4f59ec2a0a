package io.fedlog.aggregator.quorum;

import io.fedlog.learning.round.RowSink;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The quorum's durable memory: the machine's rows, and the definitions and versions as they came.
 */
final class QuorumStores implements RowSink {
  /** Rows of the state machine. */
  static final String ROWS = "quorum-rows";

  /** Round-log entries with the definitions of rounds not retired, and the kept versions. */
  static final String RECORDS = "quorum-records";

  private final KeyValueStore<Bytes, byte[]> rows;
  private final KeyValueStore<Bytes, byte[]> records;

  QuorumStores(KeyValueStore<Bytes, byte[]> rows, KeyValueStore<Bytes, byte[]> records) {
    this.rows = rows;
    this.records = records;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    rows.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    rows.delete(Bytes.wrap(key));
  }

  List<Map.Entry<byte[], byte[]>> kept() {
    List<Map.Entry<byte[], byte[]>> kept = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = rows.all()) {
      all.forEachRemaining(row -> kept.add(new SimpleImmutableEntry<>(row.key.get(), row.value)));
    }
    return kept;
  }

  void keepRecord(String name, byte[] value) {
    records.put(key(name), value);
  }

  void forgetRecord(String name) {
    records.delete(key(name));
  }

  byte @Nullable [] record(String name) {
    return records.get(key(name));
  }

  /** Names and values of records whose name starts so, in order. */
  List<Map.Entry<String, byte[]>> recordsUnder(String prefix) {
    List<Map.Entry<String, byte[]>> found = new ArrayList<>();
    Bytes from = key(prefix);
    try (KeyValueIterator<Bytes, byte[]> range = records.range(from, Bytes.increment(from))) {
      while (range.hasNext()) {
        KeyValue<Bytes, byte[]> next = range.next();
        String name = new String(next.key.get(), StandardCharsets.UTF_8);
        if (name.startsWith(prefix)) {
          found.add(Map.entry(name, next.value));
        }
      }
    }
    return found;
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
  }
}
