package io.fedlog.aggregator.models;

import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Finds chunks of versions at once, for a process that has no other work meanwhile: goes through
 * the topics at the first question and notes where each key lies. What is read is kept for the next
 * questions, a fetch of each partition at most. Not thread-safe.
 */
public final class ModelLookup implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of(Topics.GLOBAL_MODELS.name(), Topics.SERVER_STATE.name());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MOST_EMPTY_POLLS = 100;

  private final KafkaConsumer<byte[], byte[]> tailConsumer;
  private final KafkaConsumer<byte[], byte[]> reader;
  private final ModelTail tail = new ModelTail(TOPICS);
  private final Map<TopicPartition, Map<Long, byte[]>> fetched = new HashMap<>();
  private boolean begun;

  /**
   * One that has read nothing.
   *
   * @param consumerProperties of a plain consumer that sees committed records only
   */
  public ModelLookup(Properties consumerProperties) {
    tailConsumer = consumer(consumerProperties);
    reader = consumer(consumerProperties);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Properties properties) {
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The newest value of a key; null when there is none. */
  public byte @Nullable [] newest(ModelReader.Wanted wanted) {
    KeyIndex.Place place = tail.find(wanted);
    if (place == null) {
      follow();
      place = tail.find(wanted);
    }
    return place == null ? null : read(place);
  }

  /** Notes all that has been committed by now. */
  private void follow() {
    if (!begun) {
      tail.begin(tailConsumer);
      begun = true;
    }
    Map<TopicPartition, Long> ends = tailConsumer.endOffsets(tailConsumer.assignment());
    while (!tail.hasReached(ends)) {
      tail.follow(tailConsumer, POLL);
    }
  }

  private byte @Nullable [] read(KeyIndex.Place place) {
    Map<Long, byte[]> known = fetched.getOrDefault(place.partition(), Map.of());
    byte[] value = known.get(place.offset());
    if (value != null) {
      return value;
    }
    reader.assign(new ArrayList<>(List.of(place.partition())));
    reader.seek(place.partition(), place.offset());
    for (int polls = 0; polls < MOST_EMPTY_POLLS; polls++) {
      List<ConsumerRecord<byte[], byte[]>> records = reader.poll(POLL).records(place.partition());
      if (!records.isEmpty()) {
        Map<Long, byte[]> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.value() != null) {
            next.put(record.offset(), record.value());
          }
        }
        fetched.put(place.partition(), next);
        return next.get(place.offset()); // null: it was deleted meanwhile
      }
    }
    throw new IllegalStateException(
        "nothing came of " + place.partition() + " from offset " + place.offset() + " on");
  }

  @Override
  public void close() {
    tailConsumer.close();
    reader.close();
  }
}
