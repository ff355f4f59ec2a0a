package io.fedlog.aggregator.models;

import io.fedlog.aggregator.models.ModelReader.Found;
import io.fedlog.aggregator.models.ModelReader.Wanted;
import io.fedlog.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each chunk of each version lies, found by reading both topics once, from the first request
 * on, in a thread of its own; one for all tasks of a process. Answers are read by offset. Whatever
 * goes wrong is tried again: a round waits for its answers. Thread-safe.
 */
public final class ModelIndex implements ModelReader.Factory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelIndex.class);
  private static final List<String> TOPICS =
      List.of(Topics.GLOBAL_MODELS.name(), Topics.SERVER_STATE.name());
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration READ = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final Properties consumerProperties;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private volatile boolean closed;
  private @Nullable Thread thread;

  /** Asked for by one task's reader; answered once the index has come this far. */
  private record Request(Wanted wanted, Queue<Found> answers) {}

  /** A request, and how far the topics reached when it was looked at. */
  private record Open(Request request, Map<TopicPartition, Long> ends) {}

  /**
   * An index that has not started.
   *
   * @param consumerProperties of a plain consumer that sees committed records only
   */
  public ModelIndex(Properties consumerProperties) {
    this.consumerProperties = (Properties) consumerProperties.clone();
  }

  @Override
  public ModelReader open() {
    Queue<Found> answers = new ConcurrentLinkedQueue<>();
    return new ModelReader() {
      @Override
      public void request(Wanted wanted) {
        start();
        requests.add(new Request(wanted, answers));
      }

      @Override
      public @Nullable Found next() {
        return answers.poll();
      }

      @Override
      public void close() {
        answers.clear();
      }
    };
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = new Thread(this::run, "fedlog-model-index");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    List<Open> open = new ArrayList<>();
    try {
      while (!closed) {
        try (KafkaConsumer<byte[], byte[]> tail = consumer();
            KafkaConsumer<byte[], byte[]> single = consumer()) {
          List<TopicPartition> partitions = partitions(tail);
          tail.assign(partitions);
          tail.seekToBeginning(partitions);
          answer(tail, single, partitions, open);
        } catch (InterruptException e) {
          throw e;
        } catch (RuntimeException e) {
          log.warn("Cannot read earlier versions yet: {}", e.toString());
          TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
        }
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("The index of models ends");
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return TOPICS.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private void answer(
      KafkaConsumer<byte[], byte[]> tail,
      KafkaConsumer<byte[], byte[]> single,
      List<TopicPartition> partitions,
      List<Open> open)
      throws InterruptedException {
    KeyIndex index = new KeyIndex();
    while (!closed) {
      if (open.isEmpty()) {
        Request first = requests.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          open.add(new Open(first, tail.endOffsets(partitions)));
        }
      }
      List<Request> more = new ArrayList<>();
      requests.drainTo(more);
      if (!more.isEmpty()) {
        Map<TopicPartition, Long> ends = tail.endOffsets(partitions);
        more.forEach(request -> open.add(new Open(request, ends)));
      }
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL)) {
        index.saw(
            new Wanted(record.topic(), new String(record.key(), StandardCharsets.UTF_8)),
            new TopicPartition(record.topic(), record.partition()),
            record.offset(),
            record.value() != null);
      }
      for (Iterator<Open> next = open.iterator(); next.hasNext(); ) {
        Open asked = next.next();
        if (hasReached(tail, asked.ends())) {
          asked.request().answers().add(read(single, index, asked.request().wanted()));
          next.remove();
        }
      }
    }
  }

  private static boolean hasReached(
      KafkaConsumer<byte[], byte[]> tail, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(end -> tail.position(end.getKey()) >= end.getValue());
  }

  private static Found read(KafkaConsumer<byte[], byte[]> single, KeyIndex index, Wanted wanted) {
    KeyIndex.Place place = index.find(wanted);
    if (place == null) {
      return new Found(wanted, null);
    }
    single.assign(List.of(place.partition()));
    single.seek(place.partition(), place.offset());
    for (ConsumerRecord<byte[], byte[]> record : single.poll(READ)) {
      if (record.offset() == place.offset()) {
        return new Found(wanted, record.value());
      }
    }
    throw new IllegalStateException(
        "no answer for " + wanted.key() + " at " + place.partition() + " " + place.offset());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
