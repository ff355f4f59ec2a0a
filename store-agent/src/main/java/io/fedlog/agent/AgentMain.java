package io.fedlog.agent;

import io.fedlog.runtime.Launch;
import io.fedlog.runtime.Shutdown;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts an agent from the environment and runs until told to end. */
public final class AgentMain {

  private AgentMain() {}

  public static void main(String[] args) {
    System.exit(
        Launch.run("agent", System.err, () -> serve(AgentConfig.fromEnv(System.getenv()), null))
            .code());
  }

  /**
   * The same with trainers of one's own: call it from a {@code main}. Settings are those of any
   * agent; FL_STORE_ID or FL_STORES name the stores, FL_DATA is not needed. Does not return.
   *
   * @param trainers makes the trainer of a store
   */
  public static void run(Function<String, StoreTrainer> trainers) {
    System.exit(
        Launch.run(
                "agent",
                System.err,
                () -> serve(AgentConfig.forOwnTrainer(System.getenv()), trainers))
            .code());
  }

  private static void serve(AgentConfig config, @Nullable Function<String, StoreTrainer> trainers)
      throws InterruptedException {
    config.log().apply("agent", config.storeId());
    try (Shutdown shutdown = new Shutdown()) {
      shutdown.installHook();
      Clock clock = Clock.systemUTC();
      SecureRandom ids = new SecureRandom();
      shutdown.add(
          "agent",
          trainers == null
              ? AgentApp.start(config, clock, ids)
              : AgentApp.start(config, trainers, clock, ids));
      shutdown.awaitRequest();
    }
  }
}
