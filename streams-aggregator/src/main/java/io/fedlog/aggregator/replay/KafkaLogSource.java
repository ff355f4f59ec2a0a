package io.fedlog.aggregator.replay;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Reads the brokers' topics through a consumer that belongs to no group. */
public final class KafkaLogSource implements LogSource {
  /** A value begins with a zero byte; its schema's id comes after that. */
  private static final int SCHEMA_ID_AT = 1;

  private final LogScan scan;
  private final SchemaDirectory schemas;

  /**
   * Reads with {@code scan}, which stays the caller's to close.
   *
   * @param schemas finds what records were written with
   */
  public KafkaLogSource(LogScan scan, SchemaDirectory schemas) {
    this.scan = scan;
    this.schemas = schemas;
  }

  @Override
  public int partitions(Topic<?> topic) {
    return scan.ends(topic).size();
  }

  @Override
  public boolean isTrimmed(Topic<?> topic) {
    return scan.beginnings(topic).values().stream().anyMatch(offset -> offset > 0);
  }

  @Override
  public <T extends SpecificRecord> void read(
      Topic<T> topic, Instant since, Consumer<LogEntry<T>> visitor) {
    scan.read(topic, since, record -> visitor.accept(entry(record)));
  }

  @Override
  public <T extends SpecificRecord> void read(
      Topic<T> topic, int partition, Consumer<LogEntry<T>> visitor) {
    scan.read(topic, partition, record -> visitor.accept(entry(record)));
  }

  private <T extends SpecificRecord> LogEntry<T> entry(LogRecord<T> record) {
    return new LogEntry<>(
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.isTombstone() ? null : record::value,
        record.isTombstone()
            ? null
            : () -> schemas.byId(ByteBuffer.wrap(record.bytes()).getInt(SCHEMA_ID_AT)));
  }
}
