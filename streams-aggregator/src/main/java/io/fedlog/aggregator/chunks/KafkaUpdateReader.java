package io.fedlog.aggregator.chunks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
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
 * Reads again with a consumer and a thread of its own, started at the first request. Records that
 * wait to be taken have at most {@link #READY_BYTES}, so memory stays within a few chunks. Whatever
 * goes wrong is tried again: a round waits for its answers.
 */
public final class KafkaUpdateReader implements UpdateReader {
  private static final Logger log = LoggerFactory.getLogger(KafkaUpdateReader.class);

  /** Bytes read and not yet taken. */
  private static final int READY_BYTES = 8 << 20;

  /** What an answer costs at least. */
  private static final int ANSWER_BYTES = 512;

  /** Offsets further apart than this are sought, nearer ones read through. */
  private static final long SEEK_GAP = 64;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final Properties consumerProperties;
  private final String name;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Queue<Reread> ready = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(READY_BYTES);
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
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
    forgotten.remove(topic);
    requests.add(new Request(new TopicPartition(topic, partition), List.copyOf(offsets)));
    if (thread == null) {
      thread = new Thread(this::run, name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public @Nullable Reread next() {
    Reread next = ready.poll();
    if (next != null) {
      room.release(cost(next));
    }
    return next;
  }

  private void hand(Reread read) throws InterruptedException {
    room.acquire(cost(read));
    ready.add(read);
  }

  private static int cost(Reread read) {
    return ANSWER_BYTES
        + (read.value() == null ? 0 : Math.min(read.value().length, READY_BYTES / 2));
  }

  @Override
  public void forget(String topic) {
    forgotten.add(topic);
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        Request request = requests.take();
        TreeSet<Long> left = new TreeSet<>(request.offsets());
        while (isWanted(request, left)) {
          readAll(request, left);
        }
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("{} ends", name);
    }
  }

  private boolean isWanted(Request request, TreeSet<Long> left) {
    return !closed && !left.isEmpty() && !forgotten.contains(request.partition().topic());
  }

  private void readAll(Request request, TreeSet<Long> left) throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(request.partition()));
      dropMissing(consumer, request.partition(), left);
      readRuns(consumer, request, left);
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn("Cannot read {} again yet: {}", request.partition(), e.toString());
      TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
    }
  }

  private void dropMissing(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, TreeSet<Long> left)
      throws InterruptedException {
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(List.of(partition));
    long first = begin.getOrDefault(partition, 0L);
    while (!left.isEmpty() && left.first() < first) {
      hand(new Reread(partition.topic(), left.first(), null, null));
      left.remove(left.first());
    }
  }

  private void readRuns(KafkaConsumer<byte[], byte[]> consumer, Request request, TreeSet<Long> left)
      throws InterruptedException {
    TopicPartition partition = request.partition();
    long position = -1;
    while (isWanted(request, left)) {
      long next = left.first();
      if (position < 0 || next < position || next - position > SEEK_GAP) {
        consumer.seek(partition, next);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        while (!left.isEmpty() && left.first() < record.offset()) {
          hand(new Reread(partition.topic(), left.first(), null, null));
          left.remove(left.first());
        }
        if (left.remove(record.offset())) {
          hand(new Reread(partition.topic(), record.offset(), record.key(), record.value()));
        }
      }
      position = consumer.position(partition);
    }
  }
}
