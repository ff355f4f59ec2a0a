package io.fedlog.agent.secure;

import io.fedlog.runtime.TopicPartitions;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads both topics, in no group, for as long as somebody follows a round; until
 * then it asks Kafka nothing.
 */
public final class SecureFeed implements SecureLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecureFeed.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

  /** By how much the clocks of two brokers may differ. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private static final List<String> TOPICS =
      List.of(Topics.SECURE.name(), Topics.SECURE_ROUNDS.name());

  private record Followed(Instant since, Reader reader) {}

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final RecordCodec<SecureMessage> messages;
  private final RecordCodec<SecureRound> requests;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Map<String, Followed> rounds = new HashMap<>();
  private final Thread thread = new Thread(this::run, "agent-secure");
  private @Nullable Instant rewind;
  private volatile boolean closed;

  /**
   * A feed that has not started.
   *
   * @param consumers makes a consumer of committed records without a group; called again after an
   *     error
   */
  public SecureFeed(Supplier<Consumer<String, byte[]>> consumers, SchemaDirectory schemas) {
    this.consumers = consumers;
    this.messages = RecordCodec.of(Topics.SECURE, schemas);
    this.requests = RecordCodec.of(Topics.SECURE_ROUNDS, schemas);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void follow(String roundId, Instant since, Reader reader) {
    execute(
        () -> {
          rounds.put(roundId, new Followed(since, reader));
          rewind = rewind == null || since.isBefore(rewind) ? since : rewind;
        });
  }

  @Override
  public void leave(String roundId) {
    execute(() -> rounds.remove(roundId));
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    execute(() -> {}); // it may wait for one; an interrupt would break the consumer off in its work
    thread.join(PATIENCE_AT_END.toMillis());
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        guarded(tasks.take());
        if (!rounds.isEmpty()) {
          read();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (closed) {
          return;
        }
        LOG.warn("Rounds that mask cannot be followed, trying again reason={}", e.getMessage());
        LOG.debug("Cause", e);
        execute(() -> pause(PAUSE));
      }
    }
  }

  private void read() {
    try (Consumer<String, byte[]> consumer = consumers.get()) {
      List<TopicPartition> partitions = TopicPartitions.of(consumer, TOPICS);
      while (partitions.isEmpty() && !closed) {
        pause(PAUSE); // the coordinator makes the topics
        partitions = TopicPartitions.of(consumer, TOPICS);
      }
      consumer.assign(partitions);
      rewind = rounds.values().stream().map(Followed::since).min(Instant::compareTo).orElse(null);
      Map<TopicPartition, Long> behind = Map.of();
      while (!closed && !rounds.isEmpty()) {
        if (rewind != null) {
          behind = seek(consumer, partitions, rewind.minus(CLOCKS_APART));
          rewind = null;
        }
        consumer.poll(POLL).forEach(this::tell);
        behind = tellWhenPast(consumer, behind);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          guarded(task);
        }
      }
    }
  }

  /** Tells the readers once nothing is left of what the log held; gives what is. */
  private Map<TopicPartition, Long> tellWhenPast(
      Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> behind = new HashMap<>(ends);
    behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    if (behind.isEmpty() && !ends.isEmpty()) {
      rounds.values().forEach(followed -> guarded(followed.reader()::caughtUp));
    }
    return behind;
  }

  /** Returns where the partitions end by now. */
  private static Map<TopicPartition, Long> seek(
      Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Instant since) {
    // The ends first: what comes between the two questions lies behind them.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
    return ends;
  }

  private void tell(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.topic().equals(Topics.SECURE.name())) {
        SecureMessage message = messages.decode(record.value());
        Followed followed = rounds.get(message.getRoundId());
        // intake, too, takes a message under its store's key only
        if (followed != null && message.getStoreId().equals(record.key())) {
          followed.reader().said(message, Instant.ofEpochMilli(record.timestamp()));
        }
      } else {
        SecureRound request = requests.decode(record.value());
        Followed followed = rounds.get(request.getRoundId());
        if (followed != null) {
          followed.reader().asked(request, Instant.ofEpochMilli(record.timestamp()));
        }
      }
    } catch (UnreadableRecordException e) {
      LOG.warn(
          "A record was skipped topic={} partition={} offset={} reason={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.reason());
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A step of a round that masks failed unexpectedly", e);
    }
  }

  private void pause(Duration length) {
    try {
      TimeUnit.MILLISECONDS.sleep(length.toMillis());
    } catch (InterruptedException e) {
      closed = true;
    }
  }
}
