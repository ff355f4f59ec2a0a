package io.fedlog.standalone.operations;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What operators ask of training plans, against an installation that runs. */
@Command(
    name = "plans",
    aliases = "plan",
    header = "Starts, lists, shows, holds and ends training plans.",
    description =
        "A plan is rounds until a stopping rule. What is asked is on the log when a command ends; the"
            + " coordinator follows.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Where Kafka is, and the defaults of what a plan's file leaves out, come from the"
          + " coordinator's settings (docs/configuration.md).",
      "",
      "  fedlog up                                    # in one terminal",
      "  fedlog plans start plan.json                 # in another",
      "  fedlog plans show sales-1",
      "",
      "Exit status: 0 done, 1 the plan's state does not allow it, 2 a file or a setting cannot be"
          + " used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class PlansCommand extends CommandFamily {

  private PlansCommand() {}

  /** The command with its own commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new PlansCommand())
        .addSubcommand(PlanReading.list(surroundings))
        .addSubcommand(PlanReading.show(surroundings))
        .addSubcommand(PlanWish.start(surroundings))
        .addSubcommand(PlanWish.pause(surroundings))
        .addSubcommand(PlanWish.resume(surroundings))
        .addSubcommand(PlanWish.stop(surroundings));
  }
}
