package io.fedlog.benchmarks.system;

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
 * Rounds whose updates all lie on the log before the aggregator sees the first: it gets the
 * definition, and is stopped (SIGSTOP) while the updates are written. Closing it ends the
 * aggregator.
 */
public final class PausedRounds implements AutoCloseable {
  private static final String GROUP = "fedlog-aggregator";
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** Tasks say nothing when they take in a definition; they do at their next poll. */
  private static final Duration EACH_TASK_HAS_IT = Duration.ofSeconds(1);

  private final Workbench bench;
  private final JavaProcess aggregator;

  /**
   * How a round went from the moment the aggregator went on.
   *
   * @param decidedSeconds until its decision was on the log, committed
   * @param madeSeconds until its last state was, which comes with the manifest
   * @param cpuSeconds that the aggregator had for it
   */
  public record Run(double decidedSeconds, double madeSeconds, double cpuSeconds, RoundState end) {}

  /** Plays with an aggregator that has {@link #environment}. */
  public PausedRounds(Workbench bench, JavaProcess aggregator) {
    this.bench = bench;
    this.aggregator = aggregator;
  }

  /** The environment of an aggregator that may be stopped for minutes. */
  public static Map<String, String> environment(int threads) {
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

  /** Plays a round to its end without stopping anything: to warm up. */
  public RoundState play(RoundDefinition round, int stores, UnaryOperator<UpdateSeal> signer)
      throws Exception {
    prepare(round);
    double unused = write(round, stores, signer);
    return bench.log().awaitEnd(round.getRoundId(), PATIENCE).value();
  }

  /**
   * Waits until the aggregator has the round's topic and definition in every partition, stops it,
   * and writes the updates.
   *
   * @return the seconds that writing took
   */
  public double writeWhileStopped(
      RoundDefinition round, int stores, UnaryOperator<UpdateSeal> signer) throws Exception {
    prepare(round);
    aggregator.pause();
    return write(round, stores, signer);
  }

  /** Lets the aggregator go on and waits until the round is over. */
  public Run goOn(RoundDefinition round) throws Exception {
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
                        && decision.getRoundId().equals(round.getRoundId()),
                PATIENCE);
    double decided = (System.nanoTime() - start) / 1e9;
    RoundState end = bench.log().awaitEnd(round.getRoundId(), PATIENCE).value();
    double made = (System.nanoTime() - start) / 1e9;
    return new Run(decided, made, cpuSeconds() - cpuBefore, end);
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
