package io.fedlog.standalone.operations;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Rounds of an installation that runs. */
@Command(
    name = "rounds",
    header = "Lists rounds, shows one, and ends, decides or changes one.",
    description = {
      "What is shown is read from fl.rounds and fl.round-state, which keep one record a round. What"
          + " is asked for goes to fl.commands; the aggregator acts on it, and the round's state"
          + " says when it has."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "  fedlog rounds list --status open",
      "  fedlog rounds show sales-1-0003 --output json",
      "  fedlog rounds cancel sales-1-0003 --reason \"wrong target column\"",
      "",
      "Exit status: 0 done, 1 there is no such round or its state does not allow it, 2 a flag or a"
          + " setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class RoundsCommand extends CommandFamily {

  private RoundsCommand() {}

  /** The command with its own commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new RoundsCommand())
        .addSubcommand(new RoundsList(surroundings))
        .addSubcommand(new RoundsShow(surroundings))
        .addSubcommand(RoundWish.cancel(surroundings))
        .addSubcommand(RoundWish.aggregateNow(surroundings))
        .addSubcommand(RoundWish.withdrawStore(surroundings));
  }
}
