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

  /** Bytes of one fetch: with less, the time between fetches shows. */
  private static final int FETCH_BYTES = 8 << 20;

  /** Wanted records with more than this between them are sought, others read through. */
  private static final long SEEK_BYTES = 4L << 20;

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** A source that has not read. */
  KafkaUpdates(KafkaSettings kafka) {
    Properties own = kafka.consumer("fedlog-replay-updates");
    own.setProperty("max.partition.fetch.bytes", Integer.toString(FETCH_BYTES));
    own.setProperty("fetch.max.bytes", Integer.toString(FETCH_BYTES));
    own.setProperty("receive.buffer.bytes", "-1"); // as the system sees fit
    own.setProperty("metadata.max.age.ms", "60000"); // its topics are there
    own.setProperty("allow.auto.create.topics", "false"); // it has no right to
    this.consumer =
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void read(String topic, int partition, Visitor visitor) {
    TopicPartition place = begin(topic, partition);
    long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
    consumer.seekToBeginning(List.of(place));
    while (consumer.position(place) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(place)) {
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
    long recordBytes = FETCH_BYTES; // until one is seen
    long position = -1;
    int next = 0;
    while (next < offsets.length) {
      long ahead = offsets[next] - position;
      if (position < 0 || ahead * recordBytes > SEEK_BYTES) {
        consumer.seek(place, offsets[next]);
      }
      Iterator<ConsumerRecord<byte[], byte[]>> records =
          consumer.poll(POLL).records(place).iterator();
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

  private TopicPartition begin(String topic, int partition) {
    List<PartitionInfo> known = consumer.partitionsFor(topic);
    if (known == null || known.size() <= partition) {
      throw new RetiredException("the topic " + topic + " was deleted");
    }
    TopicPartition place = new TopicPartition(topic, partition);
    consumer.assign(List.of(place));
    requireBeginning(place);
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
