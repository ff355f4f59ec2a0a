package io.fedlog.standalone.cli;

import io.fedlog.agent.data.DataException;
import io.fedlog.embedded.BrokerStartException;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.LogSettings;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one sentence and an exit status. */
final class PlainErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(PlainErrors.class);

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    say(line, name + ": " + sentence(e) + " Try " + name + " --help.");
    return ExitStatus.USAGE.code();
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    LOG.debug("{} ended by a failure", line.getCommandName(), e);
    say(line, LogSettings.lastLine(line.getCommandSpec().qualifiedName() + ": " + message(e)));
    return status(e).code();
  }

  private static ExitStatus status(Exception e) {
    boolean unusable =
        e instanceof DataException
            || e instanceof BrokerStartException
            || e instanceof UnusableException;
    return unusable ? ExitStatus.USAGE : ExitStatus.of(e);
  }

  private static String sentence(ParameterException e) {
    String text = message(e).strip();
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      text += near.isEmpty() ? "" : ". Did you mean " + String.join(" or ", near) + "?";
    }
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }

  private static String message(Exception e) {
    if (e instanceof UncheckedIOException && e.getMessage() != null) {
      return e.getMessage().replaceFirst("^java\\.io\\.\\w+: ", "");
    }
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.toString() : message;
  }

  private static void say(CommandLine line, String sentence) {
    line.getErr().println(sentence);
    line.getErr().flush();
  }
}
