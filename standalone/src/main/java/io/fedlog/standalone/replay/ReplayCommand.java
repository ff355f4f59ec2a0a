package io.fedlog.standalone.replay;

import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.aggregator.replay.FoldedLog;
import io.fedlog.aggregator.replay.KafkaLogSource;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.LogSource;
import io.fedlog.aggregator.replay.ReplayedRound;
import io.fedlog.aggregator.replay.RoundComparer;
import io.fedlog.aggregator.replay.RoundComparison;
import io.fedlog.aggregator.replay.RoundComparison.Outcome;
import io.fedlog.aggregator.replay.RoundLogReplay;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.rounds.RoundLimits;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.runtime.trust.NoiseKeyFile;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Recomputes rounds from the log. */
@Command(
    name = "replay",
    header = "Recomputes rounds from the log and compares them with what was published.",
    customSynopsis = {
      "fedlog replay (--round=ID | --model=TYPE | --all) [--since=TIME] [--report=FILE]",
      "fedlog replay --round=ID [--what-if=METHOD] [--without-store=STORE...] [--min-stores=N]",
      ""
    },
    description = {
      "Folds the round log through the quorum's own code, adds the updates up again, and compares"
          + " every decision, count, charge and model byte with what was published. Reads only: the"
          + " rights of the role OPERATOR are enough.",
      "Says of each round what was compared and how it came out: matches; differs, with the chunk"
          + " and the store where there is one; retired, when its updates are deleted and its model"
          + " cannot be made again; open, when it is not over; not comparable, when something is"
          + " missing that a note names. With --model and --all also what was published of rounds"
          + " and versions that no entry of the round log makes.",
      "With other rules it answers what would have come of a round: the decision, the model and its"
          + " difference to the one that was made. Nothing of that is published. Of rounds under"
          + " privacy or with masked updates it is refused: two answers would show one store.",
      ""
    },
    footer = {
      "",
      "Models of rounds with central noise need the installation's noise key: FL_NOISE_KEY_FILE."
          + " docs/replay.md says more.",
      "",
      "  fedlog replay --all --report replay.json",
      "  fedlog replay --round weekly-0007",
      "  fedlog replay --round weekly-0007 --without-store S017",
      "  fedlog replay --round weekly-0007 --what-if method=trimmed_mean,trim=0.2",
      "",
      "Exit status: 0 everything matches, or with --model and --all is retired or open; 1 something"
          + " differs or cannot be compared, with --round also what is retired or open, or a"
          + " what-if is refused; 2 there is no such round, or a flag cannot be used; 3 no Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class ReplayCommand implements Callable<Integer> {
  private static final String CLIENT_ID = "fedlog-replay";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(validate = false, heading = "%nThe rounds%n")
  private RoundChoice rounds = new RoundChoice();

  @ArgGroup(validate = false, heading = "%nOther rules%n")
  private WhatIfFlags otherRules = new WhatIfFlags();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write all that was compared there, as JSON.")
  private @Nullable Path report;

  @Mixin private ConnectFlags kafka = new ConnectFlags();

  /** A command that gets all it needs from outside. */
  public ReplayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String fault = rounds.fault();
    if (fault == null) {
      fault = otherRules.fault();
    }
    if (fault == null && otherRules.isGiven() && rounds.roundId == null) {
      fault = "--what-if, --without-store and --min-stores are asked of one round: --round ID.";
    }
    if (fault != null) {
      throw new ParameterException(spec.commandLine(), fault);
    }
    NoiseKey key =
        Settings.fromEnv(kafka.environment(surroundings))
            .find(AggregatorConfig.NOISE_KEY_FILE)
            .map(NoiseKeyFile::read)
            .orElse(null);
    PrintWriter out = spec.commandLine().getOut();
    ConnectFlags.Connection connection = kafka.connect(surroundings, CLIENT_ID);
    try (LogScan scan = connection.scan()) {
      LogSource log = new KafkaLogSource(scan, connection.schemas());
      try (LogModelMaker maker =
          LogModelMaker.of(
              connection.kafka(),
              connection.schemas(),
              Math.max(1, log.partitions(Topics.ROUND_LOG)),
              key)) {
        Progress progress = new Progress(spec.commandLine().getErr(), surroundings.clock());
        FoldedLog replayed = replay(log, progress);
        return otherRules.isGiven()
            ? answer(log, maker, replayed.rounds().get(0), out).code()
            : compare(log, maker, replayed, progress, out).code();
      }
    }
  }

  private FoldedLog replay(LogSource log, Progress progress) {
    FoldedLog replayed =
        RoundLogReplay.fold(
            log, rounds.predicate(surroundings.clock().instant()), progress::folded);
    if (replayed.rounds().isEmpty()) {
      throw new UnusableException(rounds.nothing(), null);
    }
    return replayed;
  }

  private ExitStatus answer(
      LogSource log, LogModelMaker maker, ReplayedRound round, PrintWriter out) {
    RoundLimits limits = CoordinatorConfig.fromEnv(kafka.environment(surroundings)).limits();
    WhatIf.Answer answer = new WhatIf(log, maker, limits).answer(round, otherRules);
    WhatIfText.print(round.roundId(), otherRules.question(), answer, out);
    MadeModel actual = answer.actual();
    if (otherRules.data != null && answer.other() != null) {
      HeldOutRows rows =
          HeldOutRows.read(log, round, actual == null ? 0 : actual.version(), otherRules.data);
      WhatIfText.print(rows.numbers(actual), rows.numbers(answer.other()), out);
    }
    if (report != null) {
      ReplayReport.write(
          report,
          surroundings.clock().instant(),
          round.roundId(),
          WhatIfText.json(otherRules.question(), answer));
    }
    return ExitStatus.OK;
  }

  private ExitStatus compare(
      LogSource log, LogModelMaker maker, FoldedLog replayed, Progress progress, PrintWriter out) {
    RoundComparer comparer = new RoundComparer(log, maker);
    List<RoundComparison> compared =
        rounds.roundId == null
            ? comparer.compareAll(replayed, rounds.modelType, progress::making)
            : comparer.compare(replayed.rounds(), progress::making);
    ReplayText.print(compared, out);
    if (report != null) {
      ReplayReport.write(report, surroundings.clock().instant(), compared);
    }
    return compared.stream().allMatch(this::isWell) ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private boolean isWell(RoundComparison round) {
    return rounds.roundId == null
        ? round.outcome() != Outcome.DIFFERS && round.outcome() != Outcome.NOT_COMPARABLE
        : round.outcome() == Outcome.MATCHES;
  }
}
