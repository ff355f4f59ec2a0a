package io.fedlog.benchmarks.chaos;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows topics from their beginning on a thread of its own, through losses of brokers. */
final class LogWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWatch.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, RecordCodec<?>> codecs = new HashMap<>();
  private final Map<TopicPartition, Long> told = new HashMap<>();
  private final Consumer<Seen> listener;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Begins at once.
   *
   * @param committed whether to see only what is committed; otherwise also what may be aborted
   * @param listener told of every record, on the watch's own thread
   */
  LogWatch(KafkaSettings kafka, List<Topic<?>> topics, boolean committed, Consumer<Seen> listener) {
    this.listener = listener;
    SchemaDirectory schemas = new FingerprintDirectory();
    topics.forEach(topic -> codecs.put(topic.name(), RecordCodec.of(topic, schemas)));
    Properties properties = kafka.consumer("chaos-watch");
    properties.setProperty("isolation.level", committed ? "read_committed" : "read_uncommitted");
    properties.setProperty("request.timeout.ms", "5000");
    this.consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    this.thread = new Thread(this::run, committed ? "chaos-watch" : "chaos-watch-eager");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!stopped) {
        try {
          consumer.poll(POLL).forEach(this::tell);
        } catch (KafkaException e) {
          log.warn("The log cannot be followed, trying again reason={}", e.getMessage());
        }
      }
    }
  }

  private void tell(ConsumerRecord<String, byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Long before = told.put(partition, record.offset());
    if (before != null && before >= record.offset()) {
      log.warn("Read twice partition={} offset={}", partition, record.offset());
      return;
    }
    RecordCodec<?> codec = codecs.get(record.topic());
    Object value = record.value() == null || codec == null ? null : codec.decode(record.value());
    String key = record.key() == null ? "" : record.key();
    listener.accept(
        new Seen(
            record.topic(), key, value, record.partition(), record.offset(), record.timestamp()));
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
