package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.replay.LogEntry;
import io.fedlog.aggregator.replay.LogSource;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** What a bench wrote, as a replay reads it; tests forge it on the way. */
final class BenchLog implements LogSource {
  private final Bench bench;
  private final KeptLog updates;
  private final Map<String, UnaryOperator<@Nullable SpecificRecord>> forgeries = new HashMap<>();

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

  @Override
  public int partitions(Topic<?> topic) {
    return 1;
  }

  @Override
  public boolean isTrimmed(Topic<?> topic) {
    return false;
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
                      0, offset, 0, null, value == null ? null : () -> codec.decode(value))));
      return;
    }
    long offset = 0;
    for (TestRecord<String, byte[]> record : new ArrayList<>(bench.out(topic))) {
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
    if (bytes == null) {
      visitor.accept(new LogEntry<>(0, offset, record.timestamp(), record.key(), null));
    } else if (forgery == null) {
      visitor.accept(
          new LogEntry<>(0, offset, record.timestamp(), record.key(), () -> codec.decode(bytes)));
    } else {
      T forged = (T) forgery.apply(codec.decode(bytes));
      if (forged != null) {
        visitor.accept(new LogEntry<>(0, offset, record.timestamp(), record.key(), () -> forged));
      }
    }
  }
}
