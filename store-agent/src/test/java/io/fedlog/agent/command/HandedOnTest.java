package io.fedlog.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandedOnTest {

  @Test
  void shouldKeepWhatIsUsualOrNamed_whenTheEnvironmentHoldsMore() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PATH", "/bin",
                "LC_ALL", "C",
                "HF_HOME", "/models",
                "AWS_SECRET_ACCESS_KEY", "s",
                "FL_KAFKA_SASL_JAAS_CONFIG", "s",
                "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", "u:s"));

    HandedOn.reduce(environment, Set.of("HF_HOME"));

    assertThat(environment.keySet()).containsExactlyInAnyOrder("PATH", "LC_ALL", "HF_HOME");
  }

  @Test
  void shouldKeepTheAgentsOwnBack_whenTheyAreNamed() {
    Map<String, String> environment = new HashMap<>(Map.of("FL_BOOTSTRAP_SERVERS", "b"));

    HandedOn.reduce(environment, Set.of("FL_BOOTSTRAP_SERVERS"));

    assertThat(environment).isEmpty();
  }
}
