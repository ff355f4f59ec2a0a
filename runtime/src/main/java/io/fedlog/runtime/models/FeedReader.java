package io.fedlog.runtime.models;

import io.fedlog.runtime.TopicPartitions;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a {@link ModelFeed}: carries records from the topic to the shelf. */
final class FeedReader implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration READ_BACK = Duration.ofSeconds(2);
  private static final String TOPIC = Topics.GLOBAL_MODELS.name();

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final RecordCodec<ModelRecord> codec;
  private final ModelShelf shelf;
  private final List<java.util.function.Consumer<ModelManifest>> listeners =
      new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  FeedReader(
      Supplier<Consumer<String, byte[]>> consumers,
      RecordCodec<ModelRecord> codec,
      ModelShelf shelf) {
    this.consumers = consumers;
    this.codec = codec;
    this.shelf = shelf;
  }

  void onManifest(java.util.function.Consumer<ModelManifest> listener) {
    listeners.add(listener);
  }

  CompletableFuture<Void> caughtUp() {
    return caughtUp;
  }

  void stop() {
    stopped.countDown();
  }

  @Override
  public void run() {
    while (!isStopped()) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        follow(consumer);
      } catch (KafkaException | RegistryException e) {
        LOG.warn("The global models cannot be read, trying again reason={}", e.getMessage());
        pause();
      }
    }
  }

  private void follow(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = TopicPartitions.of(consumer, List.of(TOPIC));
    while (partitions.isEmpty() && !isStopped()) {
      pause();
      partitions = TopicPartitions.of(consumer, List.of(TOPIC));
    }
    if (isStopped()) {
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    // From the beginning again, an old promotion would hold until the newer ones were read.
    next.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (!isStopped()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        accept(record);
        next.put(new TopicPartition(TOPIC, record.partition()), record.offset() + 1);
      }
      if (!caughtUp.isDone()) {
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        if (ends.isEmpty()) {
          caughtUp.complete(null);
        }
      }
      List<ReadBack> wanted = shelf.readBacks();
      if (!wanted.isEmpty()) {
        readAgain(wanted);
      }
    }
  }

  /** A consumer of its own, so that the place reached in the topic is not lost. */
  private void readAgain(List<ReadBack> wanted) {
    List<ReadBack> inRuns =
        wanted.stream()
            .sorted(
                Comparator.comparingInt((ReadBack w) -> w.position().partition())
                    .thenComparingLong(w -> w.position().offset()))
            .toList();
    try (Consumer<String, byte[]> consumer = consumers.get()) {
      for (ReadBack one : inRuns) {
        if (isStopped()) {
          return;
        }
        readAgain(consumer, one);
      }
    }
  }

  private void readAgain(Consumer<String, byte[]> consumer, ReadBack wanted) {
    TopicPartition partition = new TopicPartition(TOPIC, wanted.position().partition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, wanted.position().offset());
    List<ConsumerRecord<String, byte[]>> records = consumer.poll(READ_BACK).records(partition);
    if (!records.isEmpty() && records.get(0).offset() == wanted.position().offset()) {
      accept(records.get(0));
    } else if (consumer.position(partition) > wanted.position().offset()) {
      shelf.gone(wanted);
    } // else the broker is slow or away: asked for again in the next turn
  }

  private void accept(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      shelf.remove(record.key());
      return;
    }
    try {
      take(codec.decode(record.value()).getBody(), record);
    } catch (UnreadableRecordException e) {
      skipped(record, e.reason());
    } catch (RegistryException e) {
      throw e; // the record may be good: it is read again
    } catch (RuntimeException e) {
      // Its bytes follow the schema, but what they say is impossible, such as version 0.
      skipped(record, e.toString());
    }
  }

  private static void skipped(ConsumerRecord<String, byte[]> record, String reason) {
    LOG.warn(
        "A record was skipped topic={} partition={} offset={} reason={}",
        TOPIC,
        record.partition(),
        record.offset(),
        reason);
  }

  private void take(Object body, ConsumerRecord<String, byte[]> record) {
    if (body instanceof ModelChunk chunk) {
      shelf.put(chunk, new Position(record.partition(), record.offset()));
    } else if (body instanceof ModelPointer pointer) {
      shelf.put(pointer);
    } else if (body instanceof ModelManifest manifest && shelf.put(manifest)) {
      listeners.forEach(listener -> listener.accept(manifest));
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void pause() {
    try {
      boolean unused = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stop();
    }
  }
}
