package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.system.DiskSpace;
import io.fedlog.benchmarks.system.Load;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Waiting;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RoundDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Another round's stores, uploading one after the other as fast as a producer can, until closed.
 * What the aggregator has taken in is deleted, and the uploads wait when it is far behind, so that
 * they need no more than a few gigabytes.
 */
final class FullSpeed implements AutoCloseable {
  static final String ROUND = "full-speed";
  private static final String GROUP = "fedlog-aggregator";
  private static final int PARAMETERS = 1 << 20;
  private static final int STORES = 100_000;

  /** Bytes written between two deletions. */
  private static final long RUN = 512L << 20;

  /** Bytes that may wait to be taken in. */
  private static final long MOST_WAITING = 4L << 30;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Workbench bench;
  private final RoundDefinition round;
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final long start = System.nanoTime();
  private final Thread thread;

  /**
   * @throws IllegalStateException when there is too little room
   */
  FullSpeed(Workbench bench) throws InterruptedException, IOException {
    DiskSpace.require(2 * MOST_WAITING);
    this.bench = bench;
    this.round = Rounds.of(ROUND, ROUND, PARAMETERS, STORES).build();
    bench.define(round);
    thread = new Thread(this::run, "full-speed");
    thread.start();
  }

  private void run() {
    try {
      upload();
    } catch (Exception e) {
      failure.set(e);
    }
  }

  private void upload() throws Exception {
    try (Load load =
        new Load(round, Workbench.PARTITIONS, bench.kafka(), bench.schemas(), seal -> seal)) {
      long deletedAt = 0;
      for (int store = 0; store < STORES && going.get(); store++) {
        load.update(store);
        long until = written.addAndGet(round.getUpdateBytes());
        if (until - deletedAt >= RUN) {
          deletedAt = until;
          load.flush();
          Waiting.until(
              () -> deleteTakenIn() || !going.get(), "the aggregator did not catch up", PATIENCE);
        }
      }
      load.flush();
    }
  }

  /** Whether less than the most is waiting. */
  private boolean deleteTakenIn() throws InterruptedException, ExecutionException {
    Map<TopicPartition, RecordsToDelete> takenIn = new HashMap<>();
    bench
        .admin()
        .listConsumerGroupOffsets(GROUP)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(round.getUpdatesTopic()))
        .filter(entry -> entry.getValue() != null)
        .forEach(
            entry ->
                takenIn.put(
                    entry.getKey(), RecordsToDelete.beforeOffset(entry.getValue().offset())));
    bench.admin().deleteRecords(takenIn).all().get();
    long records = takenIn.values().stream().mapToLong(RecordsToDelete::beforeOffset).sum();
    long bytes = records * round.getUpdateBytes() / (round.getChunkCount() + 1); // one is a seal
    return written.get() - bytes < MOST_WAITING;
  }

  /**
   * Megabytes a second until now.
   *
   * @throws IllegalStateException when an upload has failed: the figures would be those of an idle
   *     installation
   */
  double megabytesPerSecond() {
    double rate = written.get() / 1e6 / ((System.nanoTime() - start) / 1e9);
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("The round at full speed could not go on", failed);
    }
    if (!thread.isAlive()) {
      throw new IllegalStateException(
          "The round at full speed ran out of stores; measure fewer rounds with --samples.");
    }
    return rate;
  }

  @Override
  public void close() throws InterruptedException {
    going.set(false);
    thread.join(TimeUnit.SECONDS.toMillis(30));
  }
}
