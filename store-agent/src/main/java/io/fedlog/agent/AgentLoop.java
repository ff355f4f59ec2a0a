package io.fedlog.agent;

import io.fedlog.runtime.TopicPartitions;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads {@code fl.rounds} and {@code fl.round-state} for all stores of the
 * process and keeps their time. It reads all that is there before it calls any store, so that
 * rounds long over wake nobody.
 */
final class AgentLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);
  private static final List<String> TOPICS =
      List.of(Topics.ROUNDS.name(), Topics.ROUND_STATE.name());

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final RecordCodec<RoundRecord> rounds;
  private final RecordCodec<RoundState> states;
  private final ModelFeed feed;
  private final AgentDesk desk;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean ready;

  AgentLoop(
      Supplier<Consumer<String, byte[]>> consumers,
      SchemaDirectory schemas,
      ModelFeed feed,
      List<StoreAgent> agents,
      AgentServices services,
      Duration heartbeat) {
    this.consumers = consumers;
    this.rounds = RecordCodec.of(Topics.ROUNDS, schemas);
    this.states = RecordCodec.of(Topics.ROUND_STATE, schemas);
    this.feed = feed;
    this.desk = new AgentDesk(agents, services, feed::model, heartbeat);
    this.thread = new Thread(this::run, "agent-rounds");
    thread.setDaemon(true);
    feed.onManifest(desk::published);
  }

  void start() {
    thread.start();
  }

  boolean ready() {
    return ready;
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    thread.join(PATIENCE_AT_END.toMillis());
  }

  private void run() {
    while (!isStopped()) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        follow(consumer);
      } catch (RuntimeException e) {
        // Whatever it was: without this thread the process lives on and takes part in nothing.
        ready = false;
        LOG.warn("The rounds cannot be followed, trying again reason={}", Failures.text(e));
        LOG.debug("Cause", e);
        pause();
      }
    }
  }

  private void follow(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = TopicPartitions.of(consumer, TOPICS);
    if (partitions.isEmpty()) {
      LOG.info("Waiting for the coordinator to create the topics topics={}", TOPICS);
    }
    while (partitions.isEmpty() && !isStopped()) {
      pause();
      partitions = TopicPartitions.of(consumer, TOPICS);
    }
    if (isStopped()) {
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (!isStopped()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        accept(record);
      }
      desk.keepTime();
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (ends.isEmpty() && feed.caughtUp().isDone()) {
        desk.work();
        ready = true;
      }
    }
  }

  private void accept(ConsumerRecord<String, byte[]> record) {
    boolean state = record.topic().equals(Topics.ROUND_STATE.name());
    if (record.value() == null) {
      if (record.key() != null && !state) {
        desk.forget(record.key());
      }
      return;
    }
    try {
      if (state) {
        desk.state(states.decode(record.value()));
      } else {
        announce(rounds.decode(record.value()).getBody(), record.timestamp());
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

  private void announce(Object body, long recordedAt) {
    if (body instanceof RoundDefinition definition) {
      desk.define(definition, Instant.ofEpochMilli(recordedAt));
    } else if (body instanceof RoundTargets targets) {
      desk.list(targets);
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void pause() {
    try {
      boolean unused = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopped.countDown();
    }
  }
}
