package io.fedlog.standalone.metrics;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What analysts do with the metrics topics. */
@Command(
    name = "metrics",
    header = "Exports, watches and queries the metrics of rounds, stores and privacy.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    description =
        "Reads the metrics topics as they stand, and writes to none. Other tools read the topics"
            + " themselves: docs/analysts.md shows kcat, ksqlDB, Flink SQL, Kafka Connect and"
            + " pandas.",
    footer = {
      "",
      "  fedlog metrics sql \"select round_id, status, training_loss from rounds\"",
      "  fedlog metrics export --format parquet --out facts",
      "  fedlog metrics watch",
      "",
      "Exit status: 0 done, 1 failed, 2 an option, a file or a query cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class MetricsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private MetricsCommand() {}

  /** The command with its own commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new MetricsCommand())
        .addSubcommand(new ExportCommand(surroundings))
        .addSubcommand(new WatchCommand(surroundings))
        .addSubcommand(new SqlCommand(surroundings))
        .addSubcommand(new TablesCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: export, watch, sql or tables.");
  }
}
