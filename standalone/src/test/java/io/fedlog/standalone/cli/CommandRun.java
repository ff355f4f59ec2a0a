package io.fedlog.standalone.cli;

import io.fedlog.runtime.Shutdown;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import picocli.CommandLine;

/**
 * One run of the command line in this JVM.
 *
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandRun(int status, String out, String err) {

  /** Runs with no settings in the environment. */
  public static CommandRun of(String... arguments) {
    return in(Map.of(), arguments);
  }

  /** Runs with that environment. */
  public static CommandRun in(Map<String, String> environment, String... arguments) {
    return in(environment, shutdown -> {}, arguments);
  }

  /** Runs; {@code onEnd} gets what ends it. */
  public static CommandRun in(
      Map<String, String> environment, Consumer<Shutdown> onEnd, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        FedlogCommand.line(
            new Surroundings(environment, Clock.systemUTC(), new Random(20_261_120), onEnd));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(arguments);
    line.getOut().flush();
    line.getErr().flush();
    return new CommandRun(status, out.toString(), err.toString());
  }
}
