package io.fedlog.runtime.trust;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code fl.stores} from its beginning, in a thread of its own and in no group, so that
 * nobody who asks waits for Kafka. When Kafka goes away it goes on where it was.
 */
public final class EnrolmentFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EnrolmentFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long BACK_OFF_MS = 500;
  private static final long PATIENCE_MS = 3000;

  private final Supplier<? extends Consumer<String, byte[]>> consumers;
  private final RecordCodec<StoreEnrolment> codec;
  private final EnrolledStores stores = new EnrolledStores();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "fedlog-enrolments");
  private volatile boolean closed;

  /**
   * A feed that has not started.
   *
   * @param consumers makes a consumer of committed records without a group; called again after an
   *     error
   */
  public EnrolmentFeed(
      Supplier<? extends Consumer<String, byte[]>> consumers, SchemaDirectory schemas) {
    this.consumers = consumers;
    this.codec = RecordCodec.of(Topics.STORES, schemas);
    thread.setDaemon(true);
  }

  /** Begins to read; the topic must be there. */
  public void start() {
    thread.start();
  }

  /** What holds as far as the topic was read. */
  public Enrolments stores() {
    return stores;
  }

  /** Completes when all that was there at the start has been read. */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  private void run() {
    try {
      while (!closed) {
        try (Consumer<String, byte[]> consumer = consumers.get()) {
          follow(consumer);
        } catch (InterruptException e) {
          throw e;
        } catch (KafkaException | RegistryException e) {
          log.warn("Enrolments cannot be read, trying again reason={}", e.getMessage());
          TimeUnit.MILLISECONDS.sleep(BACK_OFF_MS);
        }
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("Enrolments are no longer followed");
    }
  }

  private void follow(Consumer<String, byte[]> consumer) {
    String topic = Topics.STORES.name();
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    next.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (!closed) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        take(record);
        next.put(new TopicPartition(topic, record.partition()), record.offset() + 1);
      }
      if (!caughtUp.isDone()) {
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (ends.isEmpty()) {
          caughtUp.complete(null);
        }
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.value() == null) {
        stores.forget(record.key());
        return;
      }
      StoreEnrolment enrolment = codec.decode(record.value());
      if (!enrolment.getStoreId().equals(record.key())) {
        throw new IllegalArgumentException("expected the store's id as key");
      }
      stores.apply(enrolment, record.offset());
    } catch (RegistryException e) {
      throw e; // the record may be good: it is read again
    } catch (RuntimeException e) {
      stores.forget(String.valueOf(record.key()));
      log.warn(
          "An enrolment cannot be used; its store has no key partition={} offset={} reason={}",
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(PATIENCE_MS); // a consumer that is interrupted while it closes complains of it
      thread.interrupt();
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
