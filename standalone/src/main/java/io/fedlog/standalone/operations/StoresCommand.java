package io.fedlog.standalone.operations;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Stores of an installation that runs. */
@Command(
    name = "stores",
    header = "Lists stores, shows one, and puts one out.",
    description =
        "What is shown comes from signs of life, enrolments, joins, refusals and what the stores say"
            + " of their training; rows of a store are on no topic.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "  fedlog stores list",
      "  fedlog stores show north",
      "",
      "Exit status: 0 done, 1 there is no such store, 2 a flag or a setting cannot be used, 3 no"
          + " Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class StoresCommand extends CommandFamily {

  private StoresCommand() {}

  /**
   * The command with its own commands.
   *
   * @param revoke puts a store out
   */
  public static CommandLine line(Surroundings surroundings, CommandLine revoke) {
    return new CommandLine(new StoresCommand())
        .addSubcommand(new StoresList(surroundings))
        .addSubcommand(new StoresShow(surroundings))
        .addSubcommand("revoke", revoke);
  }
}
