package io.fedlog.coordinator;

import io.fedlog.runtime.Launch;
import io.fedlog.runtime.Shutdown;
import java.time.Clock;

/** Starts a coordinator from the environment and runs until told to end. */
public final class CoordinatorMain {

  private CoordinatorMain() {}

  public static void main(String[] args) {
    System.exit(Launch.run("coordinator", System.err, CoordinatorMain::run).code());
  }

  private static void run() throws InterruptedException {
    CoordinatorConfig config = CoordinatorConfig.fromEnv(System.getenv());
    config.log().apply("coordinator", null);
    try (Shutdown shutdown = new Shutdown()) {
      shutdown.installHook();
      shutdown.add("coordinator", CoordinatorApp.start(config, Clock.systemUTC()));
      shutdown.awaitRequest();
    }
  }
}
