package io.fedlog.standalone.cli;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.VersionText;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a shell complete commands and options. */
@Command(
    name = "completion",
    header = "Prints what lets a shell complete commands and options.",
    description =
        "The script is for the shell to read, in this session or from its start-up file. It"
            + " completes fedlog and ./fedlog alike. In zsh it uses bashcompinit, which zsh brings"
            + " along.",
    footer = {
      "",
      "  source <(./fedlog completion bash)",
      "  ./fedlog completion zsh >> ~/.zshrc",
      "",
      "Exit status: 0 printed, 2 the shell is not one of these."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class CompletionCommand implements Callable<Integer> {

  private enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (shell == Shell.ZSH) {
      out.println("autoload -U +X compinit && compinit");
    }
    out.println(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    out.flush();
    return ExitStatus.OK.code();
  }
}
