package io.fedlog.coordinator.log;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads the coordinator's topics from their beginning into a {@link LogView} and
 * goes on reading. It is in no group: every instance reads everything. A record it cannot read is
 * named in the log and passed over; when Kafka goes away it goes on where it was.
 */
public final class LogFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_MS = 500;
  private static final List<Topic<?>> FOLLOWED =
      List.of(
          Topics.PLANS,
          Topics.ROUNDS,
          Topics.ROUND_STATE,
          Topics.STORE_METRICS,
          Topics.COMMANDS,
          Topics.PRIVACY,
          Topics.SECURE_ROUNDS,
          Topics.JOINS,
          Topics.HEARTBEATS,
          Topics.ACCESS,
          Topics.STORES);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final LogView view;
  private final Map<String, RecordCodec<?>> codecs = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param consumers makes a consumer of committed records without a group; called again after a
   *     fatal error
   */
  public LogFollower(
      Supplier<Consumer<String, byte[]>> consumers, SchemaDirectory schemas, LogView view) {
    this.consumers = consumers;
    this.view = view;
    FOLLOWED.forEach(topic -> codecs.put(topic.name(), RecordCodec.of(topic, schemas)));
    this.thread = new Thread(this::run, "coordinator-log");
    thread.setDaemon(true);
  }

  /** Begins to read; the topics must be there. */
  public void start() {
    thread.start();
  }

  /** Completes when all that was there at the start has been read. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  public LogView view() {
    return view;
  }

  private void run() {
    while (stopped.getCount() > 0) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        follow(consumer);
      } catch (KafkaException | RegistryException e) {
        LOG.warn("The log cannot be read, trying again reason={}", e.getMessage());
        pause();
      }
    }
  }

  private void follow(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : codecs.keySet()) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    next.forEach(consumer::seek);
    List<TopicPartition> figures =
        partitions.stream().filter(p -> p.topic().equals(Topics.STORE_METRICS.name())).toList();
    consumer.pause(figures); // which count for versions and rounds that are known
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (stopped.getCount() > 0) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        take(record);
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (figures.containsAll(ends.keySet())) {
        consumer.resume(consumer.paused());
      }
      if (ends.isEmpty() && !caughtUp.isDone()) {
        view.access().markRead();
        caughtUp.complete(null);
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    RecordCodec<?> codec = codecs.get(record.topic());
    if (codec == null || record.value() == null) {
      return;
    }
    try {
      Object value = codec.decode(record.value());
      view.apply(record.key(), value, Instant.ofEpochMilli(record.timestamp()));
    } catch (RegistryException e) {
      throw e; // the record may be good: it is read again
    } catch (RuntimeException e) {
      // Unreadable, or impossible in what it says: neither may end the only thread that reads.
      LOG.warn(
          "A record cannot be read and is passed over topic={} partition={} offset={} reason={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void pause() {
    try {
      boolean unused = stopped.await(PAUSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
