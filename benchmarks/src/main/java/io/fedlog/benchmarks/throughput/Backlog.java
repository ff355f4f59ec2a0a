package io.fedlog.benchmarks.throughput;

import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.Load;
import io.fedlog.benchmarks.system.RawReader;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Waiting;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSeal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.jspecify.annotations.Nullable;

/**
 * One round whose updates all lie on the log before the aggregator sees the first, so that nothing
 * but the aggregator is waited for. It is warmed up with rounds of the same kind, gets the
 * definition, and is stopped (SIGSTOP) while the updates are written and the yardsticks measured.
 * Timed from the moment it goes on until the round's decision, and then its last state, which comes
 * with the manifest, are on the log, committed.
 */
final class Backlog implements AutoCloseable {
  private static final String GROUP = "fedlog-aggregator";
  private static final String ROUND = "measured";
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int WARM_UPS = 2;

  /** Tasks say nothing when they take in a definition; they do at their next poll. */
  private static final Duration EACH_TASK_HAS_IT = Duration.ofSeconds(1);

  private final Workbench bench;
  private final JavaProcess aggregator;
  private final Progress progress;
  private final RoundDefinition round;
  private final int stores;

  /**
   * What was measured of one backlog.
   *
   * @param cpuSeconds that the aggregator had until the model was made
   */
  record Result(
      long bytes,
      double produceSeconds,
      RawReader.Result raw,
      RawReader.Result summed,
      double decidedSeconds,
      double madeSeconds,
      double cpuSeconds) {
    double megabytesPerSecond(double seconds) {
      return bytes / 1e6 / seconds;
    }
  }

  /** Waits until an aggregator that was just started has a round's topic. */
  Backlog(Workbench bench, JavaProcess aggregator, Progress progress, long parameters, int stores) {
    this.bench = bench;
    this.aggregator = aggregator;
    this.progress = progress;
    this.round = Rounds.of(ROUND, "measured", parameters, stores).build();
    this.stores = stores;
  }

  /** The environment of an aggregator that may be stopped for minutes. */
  static Map<String, String> environment(int threads) {
    String tenMinutes = Long.toString(Duration.ofMinutes(10).toMillis());
    return Map.of(
        "FL_STREAM_THREADS",
        Integer.toString(threads),
        "FL_SESSION_TIMEOUT",
        "10m",
        "FL_KAFKA_CONSUMER_MAX_POLL_INTERVAL_MS",
        tenMinutes,
        "FL_KAFKA_PRODUCER_REQUEST_TIMEOUT_MS", // a delivery has to be longer
        Long.toString(Duration.ofMinutes(5).toMillis()),
        "FL_KAFKA_PRODUCER_DELIVERY_TIMEOUT_MS",
        tenMinutes);
  }

  /** Runs rounds of the same kind to their ends. */
  void warmUp(int warmStores, UnaryOperator<UpdateSeal> signer) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      progress.step("warming up with " + warmStores + " stores");
      RoundDefinition warm =
          Rounds.of("warm-" + i, "warm-" + i, round.getParameterCount(), warmStores).build();
      prepare(warm);
      write(warm, warmStores, signer);
      bench.log().awaitEnd(warm.getRoundId(), PATIENCE);
      var unused =
          RawReader.read(
              bench.kafka(), warm.getUpdatesTopic(), new PlainSum(warm, bench.schemas()));
    }
  }

  /** Measures; says in the report when the model is wrong. */
  Result measure(UnaryOperator<UpdateSeal> signer, Runnable whileStopped, Report report)
      throws Exception {
    prepare(round);
    aggregator.pause();
    progress.step("writing the updates of " + stores + " stores");
    double produceSeconds = write(round, stores, signer);
    progress.step("reading them with a plain consumer");
    RawReader.Result raw = RawReader.read(bench.kafka(), round.getUpdatesTopic(), record -> {});
    PlainSum sum = new PlainSum(round, bench.schemas());
    RawReader.Result summed = RawReader.read(bench.kafka(), round.getUpdatesTopic(), sum);
    whileStopped.run();
    progress.step("the aggregator goes on");
    double cpuBefore = cpuSeconds();
    long start = System.nanoTime();
    aggregator.resume();
    var unused =
        bench
            .log()
            .await(
                Topics.ROUND_CONTROL,
                (key, control) ->
                    control.getOrder() instanceof Decision decision
                        && decision.getRoundId().equals(ROUND),
                PATIENCE);
    double decided = (System.nanoTime() - start) / 1e9;
    RoundState end = bench.log().awaitEnd(ROUND, PATIENCE).value();
    double made = (System.nanoTime() - start) / 1e9;
    if (!sum.sha256().equals(end.getModelSha256())) {
      report.wrong(
          "the round ended "
              + end.getStatus()
              + " ("
              + end.getReason()
              + "), not with the model"
              + " that the yardstick makes of the same updates");
    }
    return new Result(
        raw.bytes(), produceSeconds, raw, summed, decided, made, cpuSeconds() - cpuBefore);
  }

  private double cpuSeconds() {
    return ProcessHandle.of(aggregator.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(time -> time.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  private double write(RoundDefinition definition, int count, UnaryOperator<UpdateSeal> signer) {
    try (Load load =
        new Load(definition, Workbench.PARTITIONS, bench.kafka(), bench.schemas(), signer)) {
      long start = System.nanoTime();
      for (int store = 0; store < count; store++) {
        load.update(store);
      }
      load.flush();
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** Waits until the aggregator has the round's topic and definition in every partition. */
  private void prepare(RoundDefinition definition) throws Exception {
    bench.createUpdates(definition.getRoundId());
    Waiting.until(
        () -> isAssigned(definition.getUpdatesTopic()),
        "no aggregator took " + definition.getUpdatesTopic(),
        PATIENCE);
    bench.define(definition);
    var unused =
        bench
            .log()
            .await(
                Topics.ROUND_CONTROL,
                (key, control) ->
                    control.getOrder() instanceof RoundDefinition seen
                        && seen.getRoundId().equals(definition.getRoundId()),
                PATIENCE);
    Waiting.rest(EACH_TASK_HAS_IT);
  }

  private boolean isAssigned(String topic) throws Exception {
    @Nullable ConsumerGroupDescription group;
    try {
      group = bench.admin().describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
    } catch (ExecutionException e) {
      return false; // there is no such group before its first member has come
    }
    return group != null
        && group.groupState() == GroupState.STABLE
        && group.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .filter(partition -> partition.topic().equals(topic))
                .count()
            == Workbench.PARTITIONS;
  }

  @Override
  public void close() throws Exception {
    aggregator.kill();
  }
}
