package io.fedlog.standalone.cli;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.Shutdown;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** One role against a Kafka that exists; everything it needs to know is in its settings. */
abstract class RoleCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  private RoleCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static RoleCommand coordinator(Surroundings surroundings) {
    return new Coordinator(surroundings);
  }

  static RoleCommand aggregator(Surroundings surroundings) {
    return new Aggregator(surroundings);
  }

  static RoleCommand agent(Surroundings surroundings) {
    return new Agent(surroundings);
  }

  /** Starts the role; it works until it is closed. */
  abstract AutoCloseable start(Surroundings with) throws InterruptedException;

  @Override
  public Integer call() throws InterruptedException {
    try (Shutdown shutdown = new Shutdown()) {
      surroundings.onEnd().accept(shutdown);
      var unused = shutdown.add("role", start(surroundings));
      shutdown.awaitRequest();
    }
    return ExitStatus.OK.code();
  }

  @Command(
      name = "coordinator",
      description = "Creates topics, defines rounds and plans, retires old rounds.",
      footer = {
        "",
        "Settings come from the environment, over the file that FL_CONFIG_FILE names;"
            + " docs/configuration.md has them all. Several coordinators may run: one acts, the"
            + " others take over.",
        "",
        "  FL_BOOTSTRAP_SERVERS=kafka:9092 fedlog coordinator",
        "",
        "Exit status: 0 told to end, 1 failed, 2 a setting cannot be used, 3 no Kafka."
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Coordinator extends RoleCommand {
    Coordinator(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    AutoCloseable start(Surroundings with) {
      CoordinatorConfig config = CoordinatorConfig.fromEnv(with.environment());
      config.log().apply("coordinator", null);
      return CoordinatorApp.start(config, with.clock());
    }
  }

  @Command(
      name = "aggregator",
      description = "Adds up the stores' updates and publishes models (Kafka Streams).",
      footer = {
        "",
        "Settings come from the environment, over the file that FL_CONFIG_FILE names;"
            + " docs/configuration.md has them all. Several aggregators share the work.",
        "",
        "  FL_BOOTSTRAP_SERVERS=kafka:9092 FL_INSTANCE_ID=a FL_STATE_DIR=/var/lib/fedlog fedlog"
            + " aggregator",
        "",
        "Exit status: 0 told to end, 1 failed, 2 a setting cannot be used, 3 no Kafka."
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Aggregator extends RoleCommand {
    Aggregator(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    AutoCloseable start(Surroundings with) throws InterruptedException {
      AggregatorConfig config = AggregatorConfig.fromEnv(with.environment());
      config.log().apply("aggregator", config.streams().instanceId());
      return AggregatorApp.start(config, with.clock());
    }
  }

  @Command(
      name = "agent",
      description = "Speaks for one store or several: trains on their rows, which stay here.",
      footer = {
        "",
        "Settings come from the environment, over the file that FL_CONFIG_FILE names;"
            + " docs/configuration.md has them all.",
        "",
        "  FL_BOOTSTRAP_SERVERS=kafka:9092 FL_STORE_ID=harbour FL_DATA=harbour.csv fedlog agent",
        "",
        "Exit status: 0 told to end, 1 failed, 2 a setting or the file cannot be used, 3 no Kafka."
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Agent extends RoleCommand {
    Agent(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    AutoCloseable start(Surroundings with) {
      AgentConfig config = AgentConfig.fromEnv(with.environment());
      config.log().apply("agent", config.storeId());
      return AgentApp.start(config, with.clock(), with.attemptIds());
    }
  }
}
