package io.fedlog.aggregator.chunks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads again with a consumer and a thread of its own, started at the first request. At most {@link
 * #READY} records wait to be taken, so memory stays within a few chunks.
 */
public final class KafkaUpdateReader implements UpdateReader {
  private static final Logger log = LoggerFactory.getLogger(KafkaUpdateReader.class);

  /** Records read and not yet taken. */
  private static final int READY = 16;

  /** Offsets further apart than this are sought, nearer ones read through. */
  private static final long SEEK_GAP = 64;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final Properties consumerProperties;
  private final String name;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Reread> ready = new ArrayBlockingQueue<>(READY);
  private volatile boolean closed;
  private @Nullable Thread thread;

  private record Request(TopicPartition partition, List<Long> offsets) {}

  /**
   * A reader that has not started.
   *
   * @param consumerProperties of a plain consumer
   * @param name of its thread
   */
  public KafkaUpdateReader(Properties consumerProperties, String name) {
    this.consumerProperties = consumerProperties;
    this.name = name;
  }

  @Override
  public void request(String topic, int partition, List<Long> offsets) {
    requests.add(new Request(new TopicPartition(topic, partition), List.copyOf(offsets)));
    if (thread == null) {
      thread = new Thread(this::run, name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public @Nullable Reread next() {
    return ready.poll();
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      while (!closed) {
        Request request = requests.poll(1, TimeUnit.SECONDS);
        if (request != null) {
          readAll(consumer, request);
        }
      }
    } catch (InterruptedException | InterruptException | WakeupException e) {
      log.debug("{} ends", name);
    }
  }

  private void readAll(KafkaConsumer<byte[], byte[]> consumer, Request request)
      throws InterruptedException {
    TreeSet<Long> left = new TreeSet<>(request.offsets());
    while (!left.isEmpty() && !closed) {
      try {
        consumer.assign(List.of(request.partition()));
        dropMissing(consumer, request.partition(), left);
        readRuns(consumer, request.partition(), left);
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        log.warn("cannot read {} again yet: {}", request.partition(), e.getMessage());
        TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
      }
    }
  }

  private void dropMissing(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, TreeSet<Long> left)
      throws InterruptedException {
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(List.of(partition));
    long first = begin.getOrDefault(partition, 0L);
    while (!left.isEmpty() && left.first() < first) {
      ready.put(new Reread(partition.topic(), left.first(), null, null));
      left.remove(left.first());
    }
  }

  private void readRuns(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, TreeSet<Long> left)
      throws InterruptedException {
    long position = -1;
    while (!left.isEmpty() && !closed) {
      long next = left.first();
      if (position < 0 || next < position || next - position > SEEK_GAP) {
        consumer.seek(partition, next);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        while (!left.isEmpty() && left.first() < record.offset()) {
          ready.put(new Reread(partition.topic(), left.first(), null, null));
          left.remove(left.first());
        }
        if (left.remove(record.offset())) {
          ready.put(new Reread(partition.topic(), record.offset(), record.key(), record.value()));
        }
      }
      position = consumer.position(partition);
    }
  }
}
