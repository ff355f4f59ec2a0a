package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.ReadQueue.Request;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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
  private static final int READY_BYTES = 4 << 20;

  /** What an answer costs at least. */
  private static final int ANSWER_BYTES = 512;

  /**
   * Bytes of one fetch. The one that is under way at a seek is lost, so a large one wastes more
   * than it saves.
   */
  private static final int FETCH_BYTES = 1 << 20;

  /** Wanted records with more than this between them are sought, others read through. */
  private static final long SEEK_BYTES = 3 * FETCH_BYTES;

  /** Bytes of a topic's turn. */
  private static final long TURN_BYTES = 16L << 20;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Properties consumerProperties;
  private final Function<Properties, Consumer<byte[], byte[]>> consumers;
  private final String name;
  private final ReadQueue requests = new ReadQueue();
  private final Queue<Reread> ready = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(READY_BYTES);
  private volatile boolean closed;
  private @Nullable Thread thread;

  /** The reading thread's own, while there is something to read. */
  private @Nullable Consumer<byte[], byte[]> consumer;

  /**
   * A reader that has not started.
   *
   * @param consumerProperties of a plain consumer
   * @param consumers makes one from its properties, whenever there is something to read
   * @param name of its thread
   */
  public KafkaUpdateReader(
      Properties consumerProperties,
      Function<Properties, Consumer<byte[], byte[]>> consumers,
      String name) {
    this.consumers = consumers;
    this.consumerProperties = (Properties) consumerProperties.clone();
    String fetch = Integer.toString(FETCH_BYTES);
    this.consumerProperties.setProperty("fetch.max.bytes", fetch);
    this.consumerProperties.setProperty("max.partition.fetch.bytes", fetch);
    this.consumerProperties.setProperty("receive.buffer.bytes", "-1"); // as the system sees fit
    this.consumerProperties.setProperty("metadata.max.age.ms", "60000"); // its topics are there
    this.name = name;
  }

  @Override
  public void request(String topic, int partition, List<Long> offsets) {
    requests.add(new Request(new TopicPartition(topic, partition), offsets));
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

  private void hand(Request request, @Nullable ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    Reread read =
        new Reread(
            request.partition.topic(),
            request.next(),
            record == null ? null : record.key(),
            record == null ? null : record.value());
    room.acquire(cost(read));
    ready.add(read);
    request.read();
  }

  private static int cost(Reread read) {
    return ANSWER_BYTES
        + (read.value() == null ? 0 : Math.min(read.value().length, READY_BYTES / 2));
  }

  @Override
  public void forget(String topic) {
    requests.forget(topic);
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
        Request request = requests.take(IDLE);
        if (request == null) {
          closeConsumer();
        } else {
          takeTurn(request);
          requests.putBack(request);
        }
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("{} ends", name);
    } finally {
      closeConsumer();
    }
  }

  private void takeTurn(Request request) throws InterruptedException {
    try {
      if (consumer == null) {
        consumer = consumers.apply(consumerProperties);
      }
      consumer.assign(List.of(request.partition));
      passMissing(consumer, request);
      readTurn(consumer, request);
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) { // whoever asked waits for an answer
      log.warn("Cannot read {} again yet: {}", request.partition, e.toString());
      closeConsumer();
      TimeUnit.MILLISECONDS.sleep(BACK_OFF.toMillis());
    }
  }

  private void closeConsumer() {
    if (consumer != null) {
      try {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      } catch (RuntimeException e) { // the thread ends, or begins again with another one
        log.debug("{} closes badly", name, e);
      }
      consumer = null;
    }
  }

  /** Answers for what is no longer on the log. */
  private void passMissing(Consumer<byte[], byte[]> from, Request request)
      throws InterruptedException {
    long first =
        from.beginningOffsets(List.of(request.partition)).getOrDefault(request.partition, 0L);
    while (request.isWanted() && request.next() < first) {
      hand(request, null);
    }
  }

  private void readTurn(Consumer<byte[], byte[]> from, Request request)
      throws InterruptedException {
    long bytes = 0;
    long recordBytes = FETCH_BYTES; // until one is seen
    long position = -1;
    while (!closed && request.isWanted()) {
      if (bytes >= TURN_BYTES && requests.hasOthers(request.partition.topic())) {
        return;
      }
      long ahead = request.next() - position;
      if (position < 0 || ahead < 0 || ahead * recordBytes > SEEK_BYTES) {
        from.seek(request.partition, request.next());
      }
      List<ConsumerRecord<byte[], byte[]>> records = from.poll(POLL).records(request.partition);
      if (records.isEmpty()) {
        passMissing(from, request); // they may have been deleted just now
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        recordBytes = Math.max(1, record.serializedValueSize());
        bytes += recordBytes;
        while (request.isWanted() && request.next() < record.offset()) {
          hand(request, null);
        }
        if (request.isWanted() && request.next() == record.offset()) {
          hand(request, record);
        }
      }
      position = from.position(request.partition);
    }
  }
}
