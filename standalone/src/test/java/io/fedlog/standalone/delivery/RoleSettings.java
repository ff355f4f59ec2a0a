package io.fedlog.standalone.delivery;

import io.fedlog.agent.AgentConfig;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.runtime.Setting;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The roles, each with the settings it reads and the way it reads them. */
enum RoleSettings {
  COORDINATOR("coordinator", CoordinatorConfig.settings(), CoordinatorConfig::fromEnv),
  AGGREGATOR("aggregator", AggregatorConfig.settings(), AggregatorConfig::fromEnv),
  AGENT("agent", AgentConfig.settings(), AgentConfig::fromEnv);

  private final String command;
  private final List<Setting<?>> settings;
  private final Function<Map<String, String>, Object> reader;

  RoleSettings(
      String command, List<Setting<?>> settings, Function<Map<String, String>, Object> reader) {
    this.command = command;
    this.settings = settings;
    this.reader = reader;
  }

  /** What follows {@code ./fedlog}. */
  String command() {
    return command;
  }

  List<Setting<?>> settings() {
    return settings;
  }

  /** Reads the environment as the role does, with all its failures. */
  Object read(Map<String, String> environment) {
    return reader.apply(environment);
  }

  static RoleSettings of(String command) {
    return Stream.of(values())
        .filter(role -> role.command.equals(command))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no role has the command " + command));
  }
}
