package io.fedlog.standalone.operations;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One thing that is asked of an installation: connects, asks, says in a line what was done. */
abstract class AskCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectFlags connect = new ConnectFlags();

  AskCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What to do once connected; what cannot be is found out before. */
  interface Asking {
    void ask(CoordinatorClient client, PrintWriter out) throws InterruptedException, IOException;
  }

  abstract Asking prepare(CoordinatorConfig config, Surroundings with) throws IOException;

  @Override
  public Integer call() throws InterruptedException, IOException {
    CoordinatorConfig config = CoordinatorConfig.fromEnv(connect.environment(surroundings));
    config.log().apply();
    Asking asking = prepare(config, surroundings);
    PrintWriter out = spec.commandLine().getOut();
    try (CoordinatorClient client = CoordinatorClient.connect(config, surroundings.clock())) {
      asking.ask(client, out);
    }
    out.flush();
    return ExitStatus.OK.code();
  }
}
