package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Times rounds of which everything but the last seal has been taken in: from the acknowledgement of
 * that seal until a reader has the manifest. One round after the other, with a pause of random
 * length before each seal, so that no timer of the aggregator's keeps step with it.
 */
final class LastSeals implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Report report;
  private final Uploads uploads;
  private final int stores;
  private final String prefix;
  private final Follower<ModelRecord> models;
  private final Follower<RoundState> states;
  private final Follower<RoundMetrics> counts;
  private final SplittableRandom pauses = new SplittableRandom(1);

  /** When each round's last seal was appended, by the broker's clock. */
  final Map<String, Long> sealedAt = new HashMap<>();

  /**
   * @param report told of a model that is not the mean
   */
  LastSeals(Workbench bench, String prefix, int stores, int parameters, Report report) {
    this.report = report;
    this.uploads = new Uploads(bench, stores, parameters);
    this.stores = stores;
    this.prefix = prefix;
    this.models = new Follower<>(bench, Topics.GLOBAL_MODELS);
    this.states = new Follower<>(bench, Topics.ROUND_STATE);
    this.counts = new Follower<>(bench, Topics.ROUND_METRICS);
  }

  static String roundId(String prefix, int number) {
    return prefix + "-" + number;
  }

  /** One round; its time in milliseconds. */
  double measure(int number) throws InterruptedException, ExecutionException, TimeoutException {
    String id = roundId(prefix, number);
    RoundDefinition round = uploads.define(id, prefix);
    awaitState(id, 0);
    for (int store = 0; store < stores; store++) {
      uploads.chunks(round, store);
      if (store < stores - 1) {
        var unused = uploads.seal(round, store, (metadata, failure) -> {});
      }
    }
    uploads.flush();
    awaitState(id, stores - 1);
    rest();
    AtomicLong acknowledged = new AtomicLong();
    sealedAt.put(
        id,
        uploads
            .seal(round, stores - 1, (metadata, failure) -> acknowledged.set(System.nanoTime()))
            .get()
            .timestamp());
    Follower.Seen<ModelRecord> model =
        models.await(
            seen ->
                seen.value().getBody() instanceof ModelManifest manifest
                    && manifest.getRoundId().equals(id),
            PATIENCE);
    double millis = (System.nanoTime() - acknowledged.get()) / 1e6;
    if (!uploads.modelSha256().equals(((ModelManifest) model.value().getBody()).getSha256())) {
      report.wrong("the model of round " + id + " is not the mean of its updates");
    }
    Follower.Seen<RoundMetrics> unusedCount =
        counts.await(seen -> seen.value().getRoundId().equals(id), PATIENCE);
    uploads.delete(round);
    return millis;
  }

  private void awaitState(String id, int completed) throws TimeoutException {
    Follower.Seen<RoundState> unused =
        states.await(
            seen -> seen.key().equals(id) && seen.value().getCompletedStores() >= completed,
            PATIENCE);
  }

  /** Lets the aggregator come to rest; meanwhile the readers keep up. */
  private void rest() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(250 + pauses.nextInt(200));
    while (System.nanoTime() < end) {
      models.catchUp(seen -> {}, Duration.ofMillis(10));
      counts.catchUp(seen -> {}, Duration.ofMillis(10));
    }
  }

  @Override
  public void close() {
    uploads.close();
    models.close();
    states.close();
    counts.close();
  }
}
