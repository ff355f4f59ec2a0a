package io.fedlog.coordinator.plans;

import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several coordinators acts: the one that owns partition 0 of {@code fl.plans} in the
 * consumer group {@value #GROUP}. Reads nothing; membership is all it is for. An instance that was
 * paused for a session's time stops to act by itself and joins anew. One that only the group's own
 * broker cannot reach may go on for a while beside its successor; nothing is done twice then,
 * because ids follow from the plan and the first definition of an id counts. Thread-safe.
 */
public final class Leadership implements AutoCloseable {

  public static final String GROUP = "fedlog-coordinator";

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final TopicPartition TOKEN = new TopicPartition(Topics.PLANS.name(), 0);
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PAUSE_MS = 500;

  private final Function<Properties, Consumer<String, byte[]>> consumers;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean owned;
  private volatile long lastPoll;

  /**
   * @param consumers makes a consumer in the group, with the given properties over its own; called
   *     again after a fatal error
   */
  public Leadership(Function<Properties, Consumer<String, byte[]>> consumers) {
    this.consumers = consumers;
    this.thread = new Thread(this::run, "coordinator-leadership");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Whether this instance acts. */
  public boolean holds() {
    return owned && System.nanoTime() - lastPoll < SESSION.toNanos();
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("session.timeout.ms", String.valueOf(SESSION.toMillis()));
    properties.setProperty("heartbeat.interval.ms", String.valueOf(SESSION.toMillis() / 4));
    // Whoever acts keeps on acting when another instance joins.
    properties.setProperty(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    return properties;
  }

  private void run() {
    while (stopped.getCount() > 0) {
      try (Consumer<String, byte[]> consumer = consumers.apply(properties())) {
        consumer.subscribe(List.of(TOKEN.topic()), new Token(consumer));
        while (stopped.getCount() > 0) {
          consumer.poll(POLL);
          long now = System.nanoTime();
          if (owned && now - lastPoll >= SESSION.toNanos()) {
            // The group may have gone on without us; only a new assignment says that it has not.
            LOG.warn("This coordinator was paused for a session's time and joins its group anew");
            break;
          }
          lastPoll = now;
        }
      } catch (KafkaException e) {
        LOG.warn(
            "The coordinators' group cannot be reached, trying again reason={}", e.getMessage());
        pause();
      } finally {
        owned = false;
      }
    }
  }

  private void pause() {
    try {
      boolean unused = stopped.await(PAUSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the group, so that another instance takes over at once. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Follows the token through rebalances. */
  private final class Token implements ConsumerRebalanceListener {
    private final Consumer<String, byte[]> consumer;

    Token(Consumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      if (partitions.contains(TOKEN)) {
        lastPoll = System.nanoTime();
        owned = true;
        LOG.info("This coordinator acts");
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (partitions.contains(TOKEN)) {
        owned = false;
        LOG.info("This coordinator no longer acts");
      }
    }
  }
}
