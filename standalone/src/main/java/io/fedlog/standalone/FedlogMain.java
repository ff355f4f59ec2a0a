package io.fedlog.standalone;

import io.fedlog.standalone.cli.FedlogCommand;
import io.fedlog.standalone.terminal.Surroundings;

/** What {@code ./fedlog} starts. */
public final class FedlogMain {

  private FedlogMain() {}

  public static void main(String[] args) {
    System.exit(FedlogCommand.line(Surroundings.ofProcess()).execute(args));
  }
}
