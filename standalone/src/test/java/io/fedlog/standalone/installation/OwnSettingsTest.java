package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnSettingsTest {

  @Test
  void shouldLetTheUserOverruleDefaults() {
    assertThat(OwnSettings.of(Map.of("FL_MIN_STORES", "3"), Map.of("FL_MIN_STORES", "5")))
        .containsOnly(Map.entry("FL_MIN_STORES", "5"));
  }

  @Test
  void shouldKeepDefaults_whenTheUsersAreBlank() {
    assertThat(OwnSettings.of(Map.of("FL_MIN_STORES", "3"), Map.of("FL_MIN_STORES", " ")))
        .containsOnly(Map.entry("FL_MIN_STORES", "3"));
  }

  @Test
  void shouldLeaveOut_whatSaysWhereThingsAre() {
    assertThat(
            OwnSettings.of(
                Map.of(),
                Map.of(
                    "FL_BOOTSTRAP_SERVERS", "kafka:9092",
                    "FL_KAFKA_SECURITY_PROTOCOL", "SSL",
                    "FL_HEALTH_PORT", "8080",
                    "FL_STATE_DIR", "/elsewhere",
                    "SCHEMA_REGISTRY_URL", "http://registry:8080",
                    "PATH", "/bin")))
        .isEmpty();
  }
}
