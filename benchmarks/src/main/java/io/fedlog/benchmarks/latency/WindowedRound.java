package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.WindowRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Rounds that are decided in windows, for agents to take part in. */
final class WindowedRound {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int MOST_STALENESS = 255;
  private static final double MILLIS_OF_MINUTE = 60_000;

  private final Workbench bench;
  private final int parameters;
  private final int updates;
  private final Duration length;

  /**
   * What came of one.
   *
   * @param stalenessOfSlow of each update of a slow store that is in a version, in windows
   * @param duplicateShare of all attempts, those of stores that had one waiting
   * @param faults what must never be
   */
  record Outcome(
      double versionsPerMinute,
      List<Double> stalenessOfSlow,
      double duplicateShare,
      List<String> faults) {}

  /**
   * @param updates in a window
   * @param length from the first version that agents made to the end
   */
  WindowedRound(Workbench bench, int parameters, int updates, Duration length) {
    this.bench = bench;
    this.parameters = parameters;
    this.updates = updates;
    this.length = length;
  }

  /** Makes a first version, and defines the round that goes on from it. */
  void begin(String roundId, String modelType) throws InterruptedException, TimeoutException {
    String first = roundId + "-first";
    bench.createUpdates(first);
    bench.createUpdates(roundId);
    try (Uploads uploads = new Uploads(bench, 1, parameters)) {
      RoundDefinition start = uploads.define(first, modelType);
      uploads.chunks(start, 0);
      var unused = uploads.seal(start, 0, (metadata, failure) -> {});
      uploads.flush();
    }
    RoundState made = bench.log().awaitEnd(first, PATIENCE).value();
    if (made.getModelVersion() == null || made.getModelSha256() == null) {
      throw new IllegalStateException("no first version: " + made);
    }
    bench.define(
        Rounds.of(roundId, modelType, parameters, updates)
            .setTargetCount(0)
            .setTargetPages(0)
            .setBase(new ModelReference(modelType, made.getModelVersion(), made.getModelSha256()))
            .setWindows(
                WindowRules.newBuilder()
                    .setUpdates(updates)
                    .setWindowMs(Duration.ofHours(1).toMillis())
                    .setMaxStaleness(MOST_STALENESS)
                    .build())
            .build());
  }

  /** Lets it go on for its length, ends it, and says what came of it. */
  Outcome watch(String roundId, String modelType) throws InterruptedException, TimeoutException {
    TreeMap<Long, Long> versions = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    try (Follower<RoundState> states = new Follower<>(bench, Topics.ROUND_STATE)) {
      follow(roundId, states, versions, faults);
    }
    finish(roundId, modelType);
    RoundState end = bench.log().awaitEnd(roundId, PATIENCE).value();
    if (end.getStatus() != RoundStatus.COMPLETED || end.getWindowsLost() > 0) {
      faults.add(
          "round %s ended %s with %d windows lost"
              .formatted(roundId, end.getStatus(), end.getWindowsLost()));
    }
    RoundMetrics counts =
        bench
            .log()
            .await(Topics.ROUND_METRICS, (key, value) -> key.equals(roundId), PATIENCE)
            .value();
    List<Double> staleness =
        bench.log().all(Topics.STORE_METRICS).stream()
            .map(LogReader.Entry::value)
            .filter(metric -> isStalenessOfSlow(metric, roundId))
            .map(StoreMetric::getMetricValue)
            .toList();
    double minutes = (newest(versions) - oldest(versions)) / MILLIS_OF_MINUTE;
    double repeated = (double) counts.getAttemptsDuplicate() / counts.getAttemptsReceived();
    return new Outcome((versions.size() - 1) / minutes, staleness, repeated, faults);
  }

  private void follow(
      String roundId,
      Follower<RoundState> states,
      TreeMap<Long, Long> versions,
      List<String> faults)
      throws TimeoutException {
    long begun = System.nanoTime();
    while (versions.isEmpty() || newest(versions) - oldest(versions) < length.toMillis()) {
      if (System.nanoTime() - begun > PATIENCE.plus(length).toNanos()) {
        throw new TimeoutException("round " + roundId + " made only " + versions.size());
      }
      states.catchUp(
          seen -> {
            Long version = seen.value().getModelVersion();
            if (seen.key().equals(roundId) && version != null) {
              versions.putIfAbsent(version, seen.appendedAt());
              if (seen.value().getCohortSize() != updates) {
                faults.add(
                    "version %d has %d updates".formatted(version, seen.value().getCohortSize()));
              }
            }
          },
          LOOK);
    }
  }

  private static long oldest(TreeMap<Long, Long> versions) {
    return versions.firstEntry().getValue();
  }

  private static long newest(TreeMap<Long, Long> versions) {
    return versions.lastEntry().getValue();
  }

  private static boolean isStalenessOfSlow(StoreMetric metric, String roundId) {
    return metric.getRoundId().equals(roundId)
        && metric.getMetricName().equals("staleness")
        && metric.getStoreId().startsWith(Crew.slowPrefix(roundId));
  }

  private void finish(String roundId, String modelType) throws InterruptedException {
    bench.send(
        Topics.COMMANDS,
        roundId,
        Command.newBuilder()
            .setCommandId("finish-" + roundId)
            .setAction(Action.FINISH)
            .setModelType(modelType)
            .setRoundId(roundId)
            .setIssuedBy("bench")
            .setIssuedAt(Instant.EPOCH)
            .build());
  }
}
