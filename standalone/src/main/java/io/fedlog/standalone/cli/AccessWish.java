package io.fedlog.standalone.cli;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.AccessClient;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One thing that is asked about who may act: connects, asks, says in a line what was done. */
abstract class AccessWish implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  AccessWish(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What to do once connected; what cannot be is found out before. */
  interface Asking {
    void ask(AccessClient client, PrintWriter out, PrintWriter err);
  }

  abstract Asking prepare() throws IOException;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Map<String, String> environment = new HashMap<>(surroundings.environment());
    environment.putIfAbsent("FL_LOG_LEVEL", "warn");
    CoordinatorConfig config = CoordinatorConfig.fromEnv(environment);
    config.log().apply();
    Asking asking = prepare();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (AccessClient client =
        AccessClient.connect(config, surroundings.clock(), new SecureRandom())) {
      asking.ask(client, out, err);
    }
    out.flush();
    err.flush();
    return ExitStatus.OK.code();
  }
}
