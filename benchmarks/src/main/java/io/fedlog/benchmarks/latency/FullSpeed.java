package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.system.Load;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another round's stores, uploading one after the other as fast as a producer can, until closed.
 */
final class FullSpeed implements AutoCloseable {
  static final String ROUND = "full-speed";
  private static final int PARAMETERS = 1 << 20;
  private static final int STORES = 100_000;

  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicLong written = new AtomicLong();
  private final long start = System.nanoTime();
  private final Thread thread;

  FullSpeed(Workbench bench) throws InterruptedException {
    RoundDefinition round =
        Rounds.of(ROUND, ROUND, PARAMETERS, STORES)
            .setJoinWindowMs(Duration.ofHours(1).toMillis())
            .build();
    bench.define(round);
    thread = new Thread(() -> upload(bench, round), "full-speed");
    thread.start();
  }

  private void upload(Workbench bench, RoundDefinition round) {
    try (Load load =
        new Load(round, Workbench.PARTITIONS, bench.kafka(), bench.schemas(), seal -> seal)) {
      for (int store = 0; store < STORES && going.get(); store++) {
        load.update(store);
        written.addAndGet(round.getUpdateBytes());
      }
    }
  }

  /** Megabytes a second until now. */
  double megabytesPerSecond() {
    return written.get() / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() throws InterruptedException {
    going.set(false);
    thread.join(TimeUnit.SECONDS.toMillis(30));
  }
}
