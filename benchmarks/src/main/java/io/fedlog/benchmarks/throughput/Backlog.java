package io.fedlog.benchmarks.throughput;

import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.PausedRounds;
import io.fedlog.benchmarks.system.RawReader;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.UpdateSeal;
import java.util.function.UnaryOperator;

/**
 * One round whose updates all lie on the log before the aggregator sees the first, so that nothing
 * but the aggregator is waited for. It is warmed up with rounds of the same kind, gets the
 * definition, and is stopped (SIGSTOP) while the updates are written and the yardsticks measured.
 * Timed from the moment it goes on until the round's decision, and then its last state, which comes
 * with the manifest, are on the log, committed.
 */
final class Backlog implements AutoCloseable {
  private static final String ROUND = "measured";
  private static final int WARM_UPS = 2;

  private final Workbench bench;
  private final PausedRounds rounds;
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
    this.rounds = new PausedRounds(bench, aggregator);
    this.progress = progress;
    this.round = Rounds.of(ROUND, "measured", parameters, stores).build();
    this.stores = stores;
  }

  /** Runs rounds of the same kind to their ends. */
  void warmUp(int warmStores, UnaryOperator<UpdateSeal> signer) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      progress.step("warming up with " + warmStores + " stores");
      RoundDefinition warm =
          Rounds.of("warm-" + i, "warm-" + i, round.getParameterCount(), warmStores).build();
      var unusedEnd = rounds.play(warm, warmStores, signer);
      var unused =
          RawReader.read(
              bench.kafka(), warm.getUpdatesTopic(), new PlainSum(warm, bench.schemas()));
    }
  }

  /** Measures; says in the report when the model is wrong. */
  Result measure(UnaryOperator<UpdateSeal> signer, Runnable whileStopped, Report report)
      throws Exception {
    progress.step("writing the updates of " + stores + " stores");
    double produceSeconds = rounds.writeWhileStopped(round, stores, signer);
    progress.step("reading them with a plain consumer");
    RawReader.Result raw = RawReader.read(bench.kafka(), round.getUpdatesTopic(), record -> {});
    PlainSum sum = new PlainSum(round, bench.schemas());
    RawReader.Result summed = RawReader.read(bench.kafka(), round.getUpdatesTopic(), sum);
    whileStopped.run();
    progress.step("the aggregator goes on");
    PausedRounds.Run run = rounds.goOn(round);
    RoundState end = run.end();
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
        raw.bytes(),
        produceSeconds,
        raw,
        summed,
        run.decidedSeconds(),
        run.madeSeconds(),
        run.cpuSeconds());
  }

  @Override
  public void close() throws Exception {
    rounds.close();
  }
}
