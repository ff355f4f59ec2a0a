package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrySettingsTest {
  @Test
  void shouldReadEverySetting_whenGivenAsTextOrObjects() {
    RegistrySettings settings =
        RegistrySettings.from(
            Map.of(
                "schema.registry.url", List.of("http://a:1", "https://b/api/"),
                "auto.register.schemas", false,
                "http.connect.timeout.ms", "7",
                "http.read.timeout.ms", 8,
                "max.retries", "0",
                "retries.wait.ms", "9",
                "missing.id.cache.ttl.sec", "11"));
    assertThat(settings)
        .isEqualTo(
            new RegistrySettings(
                List.of(URI.create("http://a:1"), URI.create("https://b/api")),
                null,
                false,
                Duration.ofMillis(7),
                Duration.ofMillis(8),
                0,
                Duration.ofMillis(9),
                Duration.ofSeconds(11)));
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url, ftp://host, http://",
    "schema.registry.url, host:8081, http://",
    "schema.registry.url, 'http://a b', http://",
    "schema.registry.url, ',', one or more URLs",
    "auto.register.schemas, yes, true or false",
    "max.retries, -1, 0 or more",
    "http.read.timeout.ms, soon, whole number",
    "http.read.timeout.ms, 0, 1 or more",
    "basic.auth.credentials.source, SASL_INHERIT, URL or USER_INFO",
    "basic.auth.credentials.source, USER_INFO, user:password"
  })
  void shouldNameTheSetting_whenItsValueIsWrong(String name, String value, String expected) {
    Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", "http://a:1"));
    config.put(name, value);
    assertThatThrownBy(() -> RegistrySettings.from(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void shouldKeepThePasswordToItself_whenPrinted() {
    RegistrySettings settings =
        RegistrySettings.from(Map.of("schema.registry.url", "http://ann:secret@host:8081"));
    assertThat(settings.toString()).doesNotContain("secret").doesNotContain("YW5u");
    assertThatThrownBy(
            () ->
                RegistrySettings.from(
                    Map.of(
                        "schema.registry.url", "http://h",
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "secret")))
        .hasMessageNotContaining("'secret'");
  }

  @Test
  void shouldChooseTheDirectory_whenAUrlIsThereOrNot() {
    assertThat(SchemaDirectories.from(Map.of())).isInstanceOf(FingerprintDirectory.class);
    assertThat(SchemaDirectories.from(Map.of("schema.registry.url", " ")))
        .isInstanceOf(FingerprintDirectory.class);
    assertThat(SchemaDirectories.from(Map.of("schema.registry.url", "http://a:1")))
        .isInstanceOf(RegistryDirectory.class);
  }
}
