package io.fedlog.runtime.scan;

import io.fedlog.runtime.BrokerUnreachableException;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.TopicPartitions;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics up to where they ended when they were asked for: committed records, in the order of
 * their partition, partitions interleaved. Commits nothing and belongs to no group, so that it
 * disturbs nobody and needs no more than the right to read. A topic that is not there is empty; one
 * that ends before its time, for the brokers went away, is a {@link BrokerUnreachableException}.
 * For one thread.
 */
public final class LogScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Empty polls in a row, half a minute, after which what is missing will not come. */
  private static final int PATIENCE = 150;

  private final KafkaConsumer<String, byte[]> consumer;
  private final SchemaDirectory schemas;
  private final Map<String, RecordCodec<?>> codecs = new HashMap<>();

  private LogScan(KafkaConsumer<String, byte[]> consumer, SchemaDirectory schemas) {
    this.consumer = consumer;
    this.schemas = schemas;
  }

  /**
   * A scan that has read nothing.
   *
   * @param clientId names it to the brokers
   */
  public static LogScan open(KafkaSettings kafka, SchemaDirectory schemas, String clientId) {
    Properties properties = kafka.consumer(clientId);
    properties.setProperty("auto.offset.reset", "earliest");
    // The fetch that waits for more of one topic holds up the next topic's first, and closing.
    properties.setProperty("fetch.max.wait.ms", "50");
    properties.setProperty("allow.auto.create.topics", "false");
    return new LogScan(
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()),
        schemas);
  }

  /** Every record of a topic, tombstones included. */
  public <T extends SpecificRecord> void read(Topic<T> topic, Consumer<LogRecord<T>> visitor) {
    read(topic, Instant.EPOCH, visitor);
  }

  /** Every record that was appended at or after {@code since}, tombstones included. */
  public <T extends SpecificRecord> void read(
      Topic<T> topic, Instant since, Consumer<LogRecord<T>> visitor) {
    read(topic, partitions(topic), since, visitor);
  }

  /** Every record of one partition, tombstones included. */
  public <T extends SpecificRecord> void read(
      Topic<T> topic, int partition, Consumer<LogRecord<T>> visitor) {
    TopicPartition one = new TopicPartition(topic.name(), partition);
    List<TopicPartition> there = partitions(topic).stream().filter(one::equals).toList();
    read(topic, there, Instant.EPOCH, visitor);
  }

  /** The newest record of each key, in the order in which they were read; none for tombstones. */
  public <T extends SpecificRecord> Map<String, LogRecord<T>> newest(Topic<T> topic) {
    Map<String, LogRecord<T>> newest = new LinkedHashMap<>();
    read(
        topic,
        record -> {
          newest.remove(record.key());
          if (!record.isTombstone()) {
            newest.put(String.valueOf(record.key()), record);
          }
        });
    return newest;
  }

  /**
   * Every record appended at or after {@code since}, and those that are appended from now on, until
   * {@code goOn} says no; it is asked a few times a second. While brokers are away it waits.
   *
   * @throws BrokerUnreachableException when the topic was deleted
   */
  public <T extends SpecificRecord> void follow(
      Topic<T> topic, Instant since, Consumer<LogRecord<T>> visitor, BooleanSupplier goOn) {
    List<TopicPartition> partitions = partitions(topic);
    seek(partitions, since);
    RecordCodec<T> codec = codec(topic);
    int emptyPolls = 0;
    while (goOn.getAsBoolean()) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
      if (emptyPolls > PATIENCE) {
        emptyPolls = 0;
        requireThere(topic);
      }
      for (ConsumerRecord<String, byte[]> record : records) {
        visitor.accept(new LogRecord<>(record, codec));
      }
    }
  }

  private void requireThere(Topic<?> topic) {
    boolean there;
    try {
      there = !partitions(topic).isEmpty();
    } catch (TimeoutException e) {
      there = true; // nobody answers, so nobody says that it is gone
    }
    if (!there) {
      throw new BrokerUnreachableException(
          "%s is not there any more: the topic was deleted. Begin again when it is made anew."
              .formatted(topic.name()),
          null);
    }
  }

  /** Where each partition of a topic ends, for committed records; empty when it is not there. */
  public Map<TopicPartition, Long> ends(Topic<?> topic) {
    return consumer.endOffsets(partitions(topic));
  }

  /** Where each partition of a topic begins; empty when it is not there. */
  public Map<TopicPartition, Long> beginnings(Topic<?> topic) {
    return consumer.beginningOffsets(partitions(topic));
  }

  private List<TopicPartition> partitions(Topic<?> topic) {
    return TopicPartitions.of(consumer, List.of(topic.name()));
  }

  private <T extends SpecificRecord> void read(
      Topic<T> topic,
      List<TopicPartition> partitions,
      Instant since,
      Consumer<LogRecord<T>> visitor) {
    RecordCodec<T> codec = codec(topic);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    seek(partitions, since);
    int emptyPolls = 0;
    while (!ends.isEmpty()) {
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      consumer.pause(consumer.assignment().stream().filter(p -> !ends.containsKey(p)).toList());
      if (ends.isEmpty()) {
        break;
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
      if (emptyPolls > PATIENCE) {
        throw stuck(ends);
      }
      for (ConsumerRecord<String, byte[]> record : records) {
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          visitor.accept(new LogRecord<>(record, codec));
        }
      }
    }
    consumer.assign(List.of());
  }

  private BrokerUnreachableException stuck(Map<TopicPartition, Long> ends) {
    TopicPartition one = ends.keySet().iterator().next();
    return new BrokerUnreachableException(
        "%s has been read up to offset %d of %d and nothing more comes. Is a broker away, or was the topic deleted? Try again."
            .formatted(one, consumer.position(one), ends.get(one)),
        null);
  }

  private void seek(List<TopicPartition> partitions, Instant since) {
    consumer.assign(partitions);
    if (since.equals(Instant.EPOCH)) {
      consumer.seekToBeginning(partitions);
      return;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      if (first == null) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seek(partition, first.offset());
      }
    }
  }

  @SuppressWarnings("unchecked") // a subject has one type of record
  private <T extends SpecificRecord> RecordCodec<T> codec(Topic<T> topic) {
    return (RecordCodec<T>)
        codecs.computeIfAbsent(topic.subject(), s -> RecordCodec.of(topic, schemas));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
