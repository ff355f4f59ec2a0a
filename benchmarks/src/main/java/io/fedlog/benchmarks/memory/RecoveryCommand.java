package io.fedlog.benchmarks.memory;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.AggregatorOptions;
import io.fedlog.benchmarks.system.DiskSpace;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.Load;
import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.benchmarks.system.RawReader;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSummary;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How soon an aggregator that was killed with much summed up is at work again. */
@Command(
    name = "recovery",
    description = "SIGKILL in mid-round: time to the first new record and to the finished round.",
    mixinStandardHelpOptions = true)
public final class RecoveryCommand extends BenchmarkCommand {
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(8);

  /**
   * A broker looks for transactions that have timed out every ten seconds, unless it is told so.
   */
  private static final Map<String, String> ABORT_SOON =
      Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

  @Option(names = "--parameters", description = "Of the model, float32 (${DEFAULT-VALUE}).")
  private int parameters = 10_000_000;

  @Option(names = "--summed-bytes", description = "Summed before the kill (${DEFAULT-VALUE}).")
  private long summedBytes = 5_000_000_000L;

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("1g");

  @Option(
      names = "--state",
      split = ",",
      description = "Whether state is kept, deleted, or one after the other (${DEFAULT-VALUE}).")
  private List<State> states = List.of(State.KEPT, State.DELETED);

  @Option(names = "--minutes", description = "Patience for each step (${DEFAULT-VALUE}).")
  private int minutes = 30;

  /** What is left of a killed aggregator. */
  enum State {
    /** Its name and its state directory. */
    KEPT,
    /** Nothing: another one takes over. */
    DELETED
  }

  private record Times(double firstRecord, double finish, double yardstick) {}

  @Override
  protected Report measure(Progress progress) throws Exception {
    DiskSpace.require(2 * summedBytes + (2L << 30));
    Report report = new Report("recovery", Machine.here());
    double session = SESSION_TIMEOUT.toSeconds();
    for (State state : states) {
      boolean kept = state == State.KEPT;
      figures(
          report, kept ? "kept" : "deleted", run(kept, report, progress), kept ? 3 : session + 3);
    }
    return report.note(
        "From the kill on, restarted at once. The first new record is the first summary of an update"
            + " that was sent after the restart, as a reader of committed records sees it; finished"
            + " is the round's last state. FL_SESSION_TIMEOUT="
            + SESSION_TIMEOUT.toSeconds()
            + "s; the broker looks for timed-out transactions every second; -Xmx"
            + jvm.heap());
  }

  private static void figures(Report report, String name, Times times, double firstBar) {
    report
        .figure("first_record_s_" + name, times.firstRecord(), "s", Bar.atMost(firstBar))
        .figure("finished_s_" + name, times.finish(), "s")
        .figure("consumer_and_sum_s_" + name, times.yardstick(), "s")
        .figure(
            "vs_consumer_and_sum_" + name,
            (times.finish() - times.firstRecord()) / times.yardstick(),
            "x",
            Bar.atMost(1.5));
  }

  private Times run(boolean stateKept, Report report, Progress progress) throws Exception {
    int stores = Math.toIntExact(summedBytes / (4L * parameters)); // and one more after the kill
    String roundId = stateKept ? "kept" : "deleted";
    try (Workbench bench = Workbench.open(ABORT_SOON)) {
      RoundDefinition round = Rounds.of(roundId, "recovery", parameters, stores + 1).build();
      bench.createUpdates(roundId);
      try (Load load =
          new Load(round, Workbench.PARTITIONS, bench.kafka(), bench.schemas(), seal -> seal)) {
        try (JavaProcess first = start(bench, "a")) {
          bench.define(round);
          progress.step(roundId + ": " + stores + " stores upload");
          for (int store = 0; store < stores; store++) {
            load.update(store);
          }
          load.flush();
          summary(bench.log(), stores - 1, Workbench.PARTITIONS);
          progress.step("all is summed up; the kill");
          first.kill();
        }
        long kill = System.nanoTime();
        try (JavaProcess second = start(bench, stateKept ? "a" : "b")) {
          load.update(stores);
          load.flush();
          summary(bench.log(), stores, 1);
          final double firstRecord = since(kill);
          progress.step("first new record after %.1f s".formatted(firstRecord));
          RoundState end = bench.log().awaitEnd(roundId, patience()).value();
          double finish = since(kill);
          progress.step("%s after %.1f s".formatted(end.getStatus(), finish));
          if (!ExpectedModel.sha256(round, load, stores + 1).equals(end.getModelSha256())) {
            report.wrong(roundId + ": " + end.getStatus() + ", " + end.getReason());
          }
          second.kill();
          return new Times(firstRecord, finish, yardstick(bench, round));
        }
      }
    }
  }

  private JavaProcess start(Workbench bench, String name) {
    return bench.aggregator(
        name,
        jvm.heap(),
        Map.of("FL_SESSION_TIMEOUT", SESSION_TIMEOUT.toSeconds() + "s"),
        jvm.options());
  }

  /** Waits for so many partitions' summaries of one store. */
  private void summary(LogReader log, int store, int partitions) throws Exception {
    int[] seen = new int[1];
    var unused =
        log.await(
            Topics.ROUND_LOG,
            (key, entry) ->
                entry.getEvent() instanceof UpdateSummary summary
                    && summary.getStoreId().equals(Load.storeId(store))
                    && ++seen[0] == partitions,
            patience());
  }

  private Duration patience() {
    return Duration.ofMinutes(minutes);
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /** Seconds for reading the same bytes with one consumer and adding them to the same sums. */
  private static double yardstick(Workbench bench, RoundDefinition round) {
    ChunkPlan plan = new ChunkPlan(round, 0, 1);
    Map<Integer, ChunkAggregate> sums = new HashMap<>();
    RecordCodec<UpdateRecord> codec =
        RecordCodec.of(Topics.updates(round.getRoundId()), bench.schemas());
    return RawReader.read(
            bench.kafka(),
            round.getUpdatesTopic(),
            record -> {
              if (codec.decode(record.value()).getBody() instanceof UpdateChunk chunk) {
                sums.computeIfAbsent(chunk.getChunkIndex(), plan::newAggregate)
                    .add(chunk.getPayload(), chunk.getWeight());
              }
            })
        .seconds();
  }
}
