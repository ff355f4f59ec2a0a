package io.fedlog.standalone.cli;

import io.fedlog.standalone.audit.AuditCommand;
import io.fedlog.standalone.backup.BackupCommand;
import io.fedlog.standalone.backup.RestoreCommand;
import io.fedlog.standalone.explain.ExplainCommand;
import io.fedlog.standalone.lineage.LineageCommand;
import io.fedlog.standalone.metrics.MetricsCommand;
import io.fedlog.standalone.operations.ModelsCommand;
import io.fedlog.standalone.operations.PlansCommand;
import io.fedlog.standalone.operations.RoundsCommand;
import io.fedlog.standalone.operations.StoresCommand;
import io.fedlog.standalone.replay.ReplayCommand;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import io.fedlog.standalone.top.TopCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that has all others. */
@Command(
    name = "fedlog",
    header = "Federated learning on the Kafka log: stores keep their rows, models travel.",
    description =
        "One program with all parts: to try it, to run its roles, to operate an installation and to"
            + " look into it.",
    versionProvider = VersionText.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "fedlog COMMAND --help tells all about one command. JAVA_HOME chooses the Java of ./fedlog,"
          + " whose JVM has the options -Xmx1g.",
      "",
      "  ./fedlog demo",
      "  ./fedlog help rounds list",
      "  source <(./fedlog completion bash)",
      "",
      "Exit status: 0 done, 1 failed, 2 a flag or a setting cannot be used, 3 no Kafka."
    })
public final class FedlogCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private FedlogCommand() {}

  /** The whole command line. */
  public static CommandLine line(Surroundings surroundings) {
    PlainErrors errors = new PlainErrors();
    CommandLine line =
        new CommandLine(new FedlogCommand())
            .addSubcommand(new DemoCommand(surroundings))
            .addSubcommand(new SimulateCommand())
            .addSubcommand(new UpCommand(surroundings))
            .addSubcommand(PlansCommand.line(surroundings))
            .addSubcommand(RoundsCommand.line(surroundings))
            .addSubcommand(ModelsCommand.line(surroundings))
            .addSubcommand(StoresCommand.line(surroundings, revoke(surroundings)))
            .addSubcommand(new ExplainCommand(surroundings))
            .addSubcommand(new TopCommand(surroundings, System.in))
            .addSubcommand(PrivacyCommand.line(surroundings))
            .addSubcommand(AuditCommand.line(surroundings))
            .addSubcommand(new LineageCommand(surroundings))
            .addSubcommand(MetricsCommand.line(surroundings))
            .addSubcommand(new BackupCommand(surroundings))
            .addSubcommand(new RestoreCommand(surroundings))
            .addSubcommand(new ReplayCommand(surroundings))
            .addSubcommand(TokenCommand.line(surroundings))
            .addSubcommand(new EnrolCodeCommand(surroundings))
            .addSubcommand(new RevokeStoreCommand(surroundings))
            .addSubcommand(UserCommand.line(surroundings, System.in))
            .addSubcommand(new AclsCommand(surroundings))
            .addSubcommand(RoleCommand.coordinator(surroundings))
            .addSubcommand(RoleCommand.aggregator(surroundings))
            .addSubcommand(RoleCommand.agent(surroundings))
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new HelpCommand());
    CommandGroups.list(line);
    ManualPages.dress(line);
    return line.setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(30);
  }

  /** The same as revoke-store, in the family where operators look for it. */
  private static CommandLine revoke(Surroundings surroundings) {
    CommandLine revoke = new CommandLine(new RevokeStoreCommand(surroundings));
    revoke.getCommandSpec().name("revoke");
    return revoke;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do, such as demo, up, plans, rounds or top; fedlog --help lists all.");
  }
}
