package io.fedlog.aggregator;

import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on fl.heartbeats since when this instance's stream threads have run, and replaces them now
 * and then. A topic that the running threads have consumed must not be deleted (it stalls them for
 * 12 to 60 s); once every instance's threads are younger than a round's retirement, its topic may
 * go.
 */
final class LifeSigns implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LifeSigns.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ScheduledExecutorService timer;
  private final Producer<String, byte[]> producer;
  private final RecordCodec<Heartbeat> codec;
  private final String name;
  private final InstantSource clock;
  private volatile Instant threadsStartedAt;

  LifeSigns(
      Producer<String, byte[]> producer,
      RecordCodec<Heartbeat> codec,
      String instance,
      InstantSource clock) {
    this.producer = producer;
    this.codec = codec;
    this.name = "aggregator/" + instance;
    this.clock = clock;
    this.threadsStartedAt = clock.instant();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "fedlog-life-signs");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins; {@code cycle} is run every {@code interval} unless that is zero. */
  void start(Duration interval, Runnable cycle) {
    Future<?> unused =
        timer.scheduleAtFixedRate(this::tellOrWarn, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    if (!interval.isZero()) {
      Future<?> unusedCycle =
          timer.scheduleAtFixedRate(
              () -> replaceThreads(cycle),
              interval.toMillis(),
              interval.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** A timer drops work that throws. */
  private void tellOrWarn() {
    try {
      tell();
    } catch (RuntimeException e) {
      log.warn("Could not tell that this aggregator lives: {}", e.getMessage());
    }
  }

  private void replaceThreads(Runnable cycle) {
    try {
      Instant start = clock.instant();
      cycle.run();
      threadsStartedAt = start;
      tell();
    } catch (RuntimeException e) {
      log.warn("Could not replace the stream threads: {}", e.getMessage());
    }
  }

  private void tell() {
    Heartbeat sign =
        Heartbeat.newBuilder()
            .setStoreId(name)
            .setAt(threadsStartedAt)
            .setCodeVersion(AggregatorApp.VERSION)
            .build();
    Future<?> unused =
        producer.send(
            new ProducerRecord<>(Topics.HEARTBEATS.name(), name, codec.encode(sign)),
            (metadata, failure) -> {
              if (failure != null) {
                log.debug("no heartbeat: {}", failure.getMessage());
              }
            });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close(Duration.ofSeconds(2));
  }
}
