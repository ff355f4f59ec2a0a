package io.fedlog.agent;

import io.fedlog.runtime.Launch;
import io.fedlog.runtime.Shutdown;
import java.security.SecureRandom;
import java.time.Clock;

/** Starts an agent from the environment and runs until told to end. */
public final class AgentMain {

  private AgentMain() {}

  public static void main(String[] args) {
    System.exit(Launch.run("agent", System.err, AgentMain::run).code());
  }

  private static void run() throws InterruptedException {
    AgentConfig config = AgentConfig.fromEnv(System.getenv());
    config.log().apply();
    try (Shutdown shutdown = new Shutdown()) {
      shutdown.installHook();
      shutdown.add("agent", AgentApp.start(config, Clock.systemUTC(), new SecureRandom()));
      shutdown.awaitRequest();
    }
  }
}
