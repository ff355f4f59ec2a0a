package io.fedlog.aggregator.quorum;

import io.fedlog.learning.round.RowSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The quorum's memory: the machine's rows, and the definitions and versions as they came. Durable
 * in a topology; in a replay, which always begins at the beginning, nothing is read back from rows
 * and they are not kept.
 */
final class QuorumStores implements RowSink {
  /** Rows of the state machine. */
  static final String ROWS = "quorum-rows";

  /** Round-log entries with the definitions of rounds not retired, and the kept versions. */
  static final String RECORDS = "quorum-records";

  private final @Nullable ByteMap rows;
  private final ByteMap records;

  /**
   * @param rows null when they are not kept
   */
  QuorumStores(@Nullable ByteMap rows, ByteMap records) {
    this.rows = rows;
    this.records = records;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (rows != null) {
      rows.put(key, value);
    }
  }

  @Override
  public void delete(byte[] key) {
    if (rows != null) {
      rows.delete(key);
    }
  }

  List<Map.Entry<byte[], byte[]>> kept() {
    return rows == null ? List.of() : rows.all();
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
    return records.under(key(prefix)).stream()
        .map(row -> Map.entry(new String(row.getKey(), StandardCharsets.UTF_8), row.getValue()))
        .toList();
  }

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
