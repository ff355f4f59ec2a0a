package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
  @Test
  void shouldPassClientPropertiesThrough_whenPrefixed() {
    KafkaSettings kafka =
        from(
            Map.of(
                "FL_BOOTSTRAP_SERVERS", "broker:9093",
                "FL_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "FL_KAFKA_METADATA_MAX_AGE_MS", "900"));

    Properties consumer = kafka.consumer("me");

    assertThat(consumer)
        .containsEntry("bootstrap.servers", "broker:9093")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("metadata.max.age.ms", "900")
        .containsEntry("client.id", "me")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("max.partition.fetch.bytes", "8388608")
        .containsEntry("enable.auto.commit", "false");
    assertThat(kafka.streams("app")).containsEntry("security.protocol", "SASL_SSL");
    assertThat(kafka.admin("me")).containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void shouldShowNoValueOfWhatIsPassedThrough() {
    KafkaSettings kafka =
        from(
            Map.of(
                "FL_KAFKA_SASL_JAAS_CONFIG", "password=\"geheim\";",
                "FL_KAFKA_SSL_KEY_PASSWORD", "geheim"));

    assertThat(kafka.toString())
        .contains("[sasl.jaas.config, ssl.key.password]")
        .doesNotContain("geheim");
  }

  @Test
  void shouldLookOnThisMachine_whenNothingIsSet() {
    assertThat(from(Map.of()).bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void shouldWaitForAllReplicas_whenProducing() {
    Properties producer = KafkaSettings.at("b:1").producer("p");
    Properties transactional = KafkaSettings.at("b:1").transactionalProducer("p", "tx");

    assertThat(producer)
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .doesNotContainKey("transactional.id");
    assertThat(transactional)
        .containsEntry("transactional.id", "tx")
        .containsEntry("retry.backoff.ms", "5");
  }

  @Test
  void shouldProcessExactlyOnce_whenStreaming() {
    assertThat(KafkaSettings.at("b:1").streams("app"))
        .containsEntry("application.id", "app")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("producer.retry.backoff.ms", "5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"FL_KAFKA_ACKS", "FL_KAFKA_ISOLATION_LEVEL", "FL_KAFKA_BOOTSTRAP_SERVERS"})
  void shouldRefuse_whenAGuaranteeWouldBeLost(String variable) {
    assertThatThrownBy(() -> from(Map.of(variable, "1")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(variable);
  }

  private static KafkaSettings from(Map<String, String> environment) {
    return KafkaSettings.from(Settings.fromEnv(environment));
  }
}
