package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.rest.tls.TlsFiles;
import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {

  @Test
  void shouldServeNothing_whenNoPortIsGiven() {
    HttpSettings settings = HttpSettings.from(Settings.fromEnv(Map.of()));

    assertThat(settings.port()).isEmpty();
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.mostBodyBytes()).isEqualTo(67_108_864);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.3.2.1"})
  void shouldTakeLoopback(String host) {
    assertThat(
            HttpSettings.from(
                    Settings.fromEnv(Map.of("FL_HTTP_HOST", host, "FL_HTTP_PORT", "8080")))
                .port())
        .hasValue(8080);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.1.2.3"})
  void shouldRefuseToServeInTheClear_beyondThisMachine(String host) {
    assertThatThrownBy(
            () ->
                HttpSettings.from(
                    Settings.fromEnv(Map.of("FL_HTTP_HOST", host, "FL_HTTP_PORT", "8080"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_HTTP_HOST is \"" + host + "\"; expected a loopback address");
  }

  @Test
  void shouldServeBeyondThisMachine_whenThereIsACertificate() {
    HttpSettings settings =
        HttpSettings.from(
            Settings.fromEnv(
                Map.of(
                    "FL_HTTP_HOST", "0.0.0.0",
                    "FL_HTTP_PORT", "8443",
                    "FL_HTTP_CERTIFICATE_FILE", "tls.crt",
                    "FL_HTTP_KEY_FILE", "tls.key")));

    assertThat(settings.tls()).isEqualTo(new TlsFiles(Path.of("tls.crt"), Path.of("tls.key")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FL_HTTP_CERTIFICATE_FILE", "FL_HTTP_KEY_FILE"})
  void shouldNameTheOther_whenOnlyOneOfTheTwoFilesIsGiven(String given) {
    assertThatThrownBy(() -> HttpSettings.from(Settings.fromEnv(Map.of(given, "tls.pem"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(
            given.equals("FL_HTTP_KEY_FILE")
                ? "FL_HTTP_CERTIFICATE_FILE is not set"
                : "FL_HTTP_KEY_FILE is not set");
  }
}
