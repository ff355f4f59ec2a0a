package io.fedlog.standalone.operations;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Model versions of an installation that runs. */
@Command(
    name = "models",
    header = "Lists model types, shows versions, promotes and exports one.",
    description =
        "The promoted version of a model type is the one that stores serve and that rounds start"
            + " from.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "  fedlog models list",
      "  fedlog models show sales_forecast --version 12",
      "  fedlog models promote sales_forecast 11",
      "  fedlog models export sales_forecast 12 --out sales.model",
      "",
      "Exit status: 0 done, 1 there is no such version, 2 a flag or a setting cannot be used, 3 no"
          + " Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class ModelsCommand extends CommandFamily {

  private ModelsCommand() {}

  /** The command with its own commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new ModelsCommand())
        .addSubcommand(new ModelsList(surroundings))
        .addSubcommand(new ModelsShow(surroundings))
        .addSubcommand(ModelWish.promote(surroundings))
        .addSubcommand(ModelWish.export(surroundings));
  }
}
