package io.fedlog.standalone.cli;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What operators ask of training plans, against an installation that runs. */
@Command(
    name = "plan",
    description = "Starts, shows, holds and ends training plans of a running installation.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Where Kafka is, and the defaults of what a plan's file leaves out, come from the"
          + " coordinator's settings (docs/configuration.md). What is asked is on the log when a"
          + " command ends; the coordinator follows.",
      "",
      "  fedlog up                                    # in one terminal",
      "  fedlog plan start plan.json                  # in another",
      "",
      "Exit status: 0 done, 1 the plan's state does not allow it, 2 a file or a setting cannot be"
          + " used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class PlanCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private PlanCommand() {}

  /** The command with its own commands. */
  static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new PlanCommand())
        .addSubcommand(PlanWish.start(surroundings))
        .addSubcommand(PlanWish.show(surroundings))
        .addSubcommand(PlanWish.pause(surroundings))
        .addSubcommand(PlanWish.resume(surroundings))
        .addSubcommand(PlanWish.stop(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: start, show, pause, resume or stop.");
  }
}
