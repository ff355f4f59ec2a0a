package io.fedlog.benchmarks.report;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A benchmark as a command. It measures its yardstick in the same run, for absolute figures move
 * with the machine. A bar that is not met is shown and is no failure; a wrong result ends with 1.
 */
public abstract class BenchmarkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  /** Runs it; says on the way what it does. */
  protected abstract Report measure(Progress progress) throws Exception;

  @Override
  public final Integer call() throws Exception {
    Report report = measure(new Progress(spec.commandLine().getErr(), Clock.systemUTC()));
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    spec.commandLine().getOut().flush();
    return report.isWrong() ? 1 : 0;
  }
}
