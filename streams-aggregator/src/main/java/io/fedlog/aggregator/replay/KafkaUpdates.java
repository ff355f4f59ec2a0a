package io.fedlog.aggregator.replay;

import io.fedlog.runtime.KafkaSettings;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Update topics of an installation, read in large fetches by a consumer of no group. */
final class KafkaUpdates implements UpdateSource {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_EMPTY_POLLS = 300;
  private static final int POLLS_BEFORE_A_LOOK = 25;

  /** Bytes of one fetch: with less, the time between fetches shows. */
  private static final int FETCH_BYTES = 8 << 20;

  /** Wanted records with more than this between them are sought, others read through. */
  private static final long SEEK_BYTES = 4L << 20;

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** A source that has not read. */
  KafkaUpdates(KafkaSettings kafka) {
    Properties own = kafka.consumer("fedlog-replay-updates");
    own.setProperty("fetch.max.wait.ms", "20"); // nothing is awaited that is not there yet
    own.setProperty("max.partition.fetch.bytes", Integer.toString(FETCH_BYTES));
    own.setProperty("fetch.max.bytes", Integer.toString(FETCH_BYTES));
    own.setProperty("receive.buffer.bytes", "-1"); // as the system sees fit
    own.setProperty("metadata.max.age.ms", "60000"); // its topics are there
    own.setProperty("allow.auto.create.topics", "false"); // it has no right to
    this.consumer =
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void read(String topic, int partition, long from, Visitor visitor) {
    TopicPartition place = begin(topic, partition);
    long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
    consumer.seek(place, from);
    while (consumer.position(place) < end) {
      for (ConsumerRecord<byte[], byte[]> record : poll(place)) {
        if (record.offset() < end) {
          visitor.record(record.offset(), record.key(), record.value());
        }
      }
    }
    requireBeginning(place);
  }

  @Override
  public void readAt(String topic, int partition, long[] offsets, Visitor visitor) {
    TopicPartition place = begin(topic, partition);
    long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
    long recordBytes = FETCH_BYTES; // until one is seen
    long position = -1;
    int next = 0;
    while (next < offsets.length && position < end) {
      long ahead = offsets[next] - position;
      if (position < 0 || ahead * recordBytes > SEEK_BYTES) {
        consumer.seek(place, offsets[next]);
      }
      Iterator<ConsumerRecord<byte[], byte[]>> records = poll(place).iterator();
      while (next < offsets.length && records.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = records.next();
        recordBytes = Math.max(1, record.serializedValueSize());
        while (next < offsets.length && offsets[next] < record.offset()) {
          next++;
        }
        if (next < offsets.length && offsets[next] == record.offset()) {
          visitor.record(record.offset(), record.key(), record.value());
          next++;
        }
      }
      position = consumer.position(place);
    }
    requireBeginning(place);
  }

  /**
   * What comes next; none when only the position has moved on, as over the end of a transaction.
   */
  private List<ConsumerRecord<byte[], byte[]>> poll(TopicPartition place) {
    long before = consumer.position(place);
    for (int polls = 1; polls <= MOST_EMPTY_POLLS; polls++) {
      List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(place);
      if (!records.isEmpty() || consumer.position(place) != before) {
        return records;
      }
      if (polls % POLLS_BEFORE_A_LOOK == 0) {
        requirePresent(place);
      }
    }
    throw new IllegalStateException(
        "nothing came of %s from offset %d on for a minute: see whether its broker is up"
            .formatted(place, before));
  }

  private void requirePresent(TopicPartition place) {
    List<PartitionInfo> known = consumer.partitionsFor(place.topic());
    if (known == null || known.size() <= place.partition()) {
      throw new RetiredException("the topic " + place.topic() + " was deleted");
    }
    requireBeginning(place);
  }

  private TopicPartition begin(String topic, int partition) {
    TopicPartition place = new TopicPartition(topic, partition);
    requirePresent(place);
    consumer.assign(List.of(place));
    return place;
  }

  /** Also afterwards: what is deleted meanwhile is passed over in silence. */
  private void requireBeginning(TopicPartition place) {
    long first = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
    if (first > 0) {
      throw new RetiredException(
          "the records of %s up to offset %d were deleted".formatted(place, first - 1));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
