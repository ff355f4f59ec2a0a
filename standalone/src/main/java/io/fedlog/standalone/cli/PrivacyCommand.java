package io.fedlog.standalone.cli;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Budgets of privacy, what was spent of them, and what a plan would spend. */
@Command(
    name = "privacy",
    description = "Sets privacy budgets, shows what was spent, and tells what noise would cost.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "docs/privacy.md says what epsilon and delta mean here. Where Kafka is comes from the"
          + " coordinator's settings (docs/configuration.md); estimate needs none.",
      "",
      "  fedlog privacy budget --model sales_forecast --epsilon 4 --delta 1e-5",
      "  fedlog privacy ledger --model sales_forecast --store north",
      "  fedlog privacy estimate --rounds 20 --noise-multiplier 8 --delta 1e-5",
      "",
      "Exit status: 0 done, 1 failed, 2 a flag or a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class PrivacyCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private PrivacyCommand() {}

  /** The command with its own commands. */
  static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new PrivacyCommand())
        .addSubcommand(PrivacyWish.budget(surroundings))
        .addSubcommand(PrivacyWish.withdraw(surroundings))
        .addSubcommand(PrivacyWish.ledger(surroundings))
        .addSubcommand(new EstimateCommand());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: budget, withdraw, ledger or estimate.");
  }
}
