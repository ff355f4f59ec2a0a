package io.fedlog.standalone.cli;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.VersionText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The help of a command, by its words. */
@Command(
    name = "help",
    header = "Shows the help of a command.",
    description = "Without a command, of fedlog itself. The same as COMMAND --help.",
    footer = {
      "",
      "  fedlog help rounds list",
      "",
      "Exit status: 0 shown, 2 there is no such command."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class HelpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command's words.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no command " + command.getCommandSpec().qualifiedName() + " " + word);
      }
      command = next;
    }
    command.usage(spec.commandLine().getOut());
    spec.commandLine().getOut().flush();
    return ExitStatus.OK.code();
  }
}
