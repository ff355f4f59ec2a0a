package io.fedlog.benchmarks;

import io.fedlog.benchmarks.audit.AuditCommand;
import io.fedlog.benchmarks.chaos.ChaosCommand;
import io.fedlog.benchmarks.kernel.KernelCommand;
import io.fedlog.benchmarks.latency.LatencyCommand;
import io.fedlog.benchmarks.latency.RoundsCommand;
import io.fedlog.benchmarks.latency.WindowsCommand;
import io.fedlog.benchmarks.memory.BigModelCommand;
import io.fedlog.benchmarks.memory.MemoryCommand;
import io.fedlog.benchmarks.memory.RecoveryCommand;
import io.fedlog.benchmarks.methods.MethodsCommand;
import io.fedlog.benchmarks.noise.NoiseCommand;
import io.fedlog.benchmarks.privacy.UtilityCommand;
import io.fedlog.benchmarks.replay.ReplayCommand;
import io.fedlog.benchmarks.rest.RestCommand;
import io.fedlog.benchmarks.secure.SecaggCommand;
import io.fedlog.benchmarks.throughput.SmallCommand;
import io.fedlog.benchmarks.throughput.ThroughputCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that has all benchmarks. */
@Command(
    name = "fedlog bench",
    description = "Measures Fedlog beside a yardstick of the same run, and prints the ratio.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    commandListHeading = "%nBenchmarks:%n")
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private BenchCommand() {}

  static CommandLine line() {
    CommandLine line = new CommandLine(new BenchCommand());
    benchmarks().forEach(line::addSubcommand);
    return line.setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(
            (e, args) -> {
              e.getCommandLine().getErr().println(e.getMessage() + " Try --help.");
              return 2;
            })
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              String message = e.getMessage() == null ? e.toString() : e.getMessage();
              command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
              if (System.getenv("FL_LOG_LEVEL") != null) {
                e.printStackTrace(command.getErr());
              }
              return 2;
            });
  }

  /** Every benchmark, in the order in which help names them. */
  private static List<Object> benchmarks() {
    return List.of(
        new KernelCommand(),
        new MethodsCommand(),
        new NoiseCommand(),
        new SecaggCommand(),
        new UtilityCommand(),
        new ThroughputCommand(),
        new SmallCommand(),
        new ReplayCommand(),
        new LatencyCommand(),
        new RoundsCommand(),
        new WindowsCommand(),
        new RestCommand(),
        new AuditCommand(),
        new MemoryCommand(),
        new BigModelCommand(),
        new RecoveryCommand(),
        new ChaosCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to measure.");
  }
}
