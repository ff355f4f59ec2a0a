package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.replay.LogEntry;
import io.fedlog.aggregator.replay.LogSource;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** What a bench wrote, as a replay reads it; tests forge it on the way. */
final class BenchLog implements LogSource {
  private final Bench bench;
  private final KeptLog updates;
  private final Map<String, UnaryOperator<@Nullable SpecificRecord>> forgeries = new HashMap<>();

  private final Map<String, List<TestRecord<String, byte[]>>> appended = new HashMap<>();
  private @Nullable String trimmed;

  BenchLog(Bench bench, KeptLog updates) {
    this.bench = bench;
    this.updates = updates;
  }

  /** Changes the values of a topic; to null for records that are missing. */
  @SuppressWarnings("unchecked") // a topic has one type of record
  <T extends SpecificRecord> BenchLog forge(Topic<T> topic, UnaryOperator<@Nullable T> forgery) {
    forgeries.put(topic.name(), value -> forgery.apply((T) value));
    return this;
  }

  /** Appends a record after all others; null for a tombstone. */
  <T extends SpecificRecord> BenchLog append(Topic<T> topic, String key, @Nullable T value) {
    return appendBytes(
        topic, key, value == null ? null : RecordCodec.of(topic, bench.schemas).encode(value));
  }

  /** Appends bytes after all other records. */
  BenchLog appendBytes(Topic<?> topic, String key, byte @Nullable [] value) {
    appended
        .computeIfAbsent(topic.name(), name -> new ArrayList<>())
        .add(new TestRecord<>(key, value, newest()));
    return this;
  }

  private Instant newest() {
    return bench.out(Topics.ROUND_LOG).stream()
        .map(TestRecord::getRecordTime)
        .reduce(Instant.EPOCH, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** As if the beginning of a topic had been deleted. */
  BenchLog trim(Topic<?> topic) {
    trimmed = topic.name();
    return this;
  }

  @Override
  public int partitions(Topic<?> topic) {
    return 1;
  }

  @Override
  public boolean isTrimmed(Topic<?> topic) {
    return topic.name().equals(trimmed);
  }

  @Override
  public <T extends SpecificRecord> void read(
      Topic<T> topic, int partition, Consumer<LogEntry<T>> visitor) {
    read(topic, Instant.EPOCH, visitor);
  }

  @Override
  public <T extends SpecificRecord> void read(
      Topic<T> topic, Instant since, Consumer<LogEntry<T>> visitor) {
    RecordCodec<T> codec = RecordCodec.of(topic, bench.schemas);
    if (Topics.UPDATES_PATTERN.matcher(topic.name()).matches()) {
      updates.read(
          topic.name(),
          0,
          (offset, key, value) ->
              visitor.accept(
                  new LogEntry<>(
                      0, offset, 0, null, value == null ? null : () -> codec.decode(value), null)));
      return;
    }
    long offset = 0;
    List<TestRecord<String, byte[]>> all = new ArrayList<>(bench.out(topic));
    all.addAll(appended.getOrDefault(topic.name(), List.of()));
    for (TestRecord<String, byte[]> record : all) {
      visit(topic, codec, offset++, record, visitor);
    }
  }

  @SuppressWarnings("unchecked") // a forgery is of the topic's type
  private <T extends SpecificRecord> void visit(
      Topic<T> topic,
      RecordCodec<T> codec,
      long offset,
      TestRecord<String, byte[]> record,
      Consumer<LogEntry<T>> visitor) {
    UnaryOperator<@Nullable SpecificRecord> forgery = forgeries.get(topic.name());
    byte[] bytes = record.value();
    Supplier<Schema> writer =
        () -> bench.schemas.byId(ByteBuffer.wrap(Objects.requireNonNull(bytes)).getInt(1));
    String key = record.key();
    long at = record.timestamp();
    if (bytes == null) {
      visitor.accept(new LogEntry<>(0, offset, at, key, null, null));
    } else if (forgery == null) {
      visitor.accept(new LogEntry<>(0, offset, at, key, () -> codec.decode(bytes), writer));
    } else {
      T forged = (T) forgery.apply(codec.decode(bytes));
      if (forged != null) {
        visitor.accept(new LogEntry<>(0, offset, at, key, () -> forged, writer));
      }
    }
  }
}
