package io.fedlog.aggregator;

import io.fedlog.runtime.Launch;
import io.fedlog.runtime.Shutdown;
import java.time.Clock;

/** Starts an aggregator from the environment and runs until told to end. */
public final class AggregatorMain {

  private AggregatorMain() {}

  public static void main(String[] args) {
    System.exit(Launch.run("aggregator", System.err, AggregatorMain::run).code());
  }

  private static void run() throws InterruptedException {
    AggregatorConfig config = AggregatorConfig.fromEnv(System.getenv());
    config.log().apply("aggregator", config.streams().instanceId());
    try (Shutdown shutdown = new Shutdown()) {
      shutdown.installHook();
      shutdown.add("aggregator", AggregatorApp.start(config, Clock.systemUTC()));
      shutdown.awaitRequest();
    }
  }
}
