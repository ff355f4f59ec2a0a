package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaRegistrySettingsTest {
  @Test
  void shouldBeAbsent_whenNothingIsSet() {
    assertThat(from(Map.of()).registry()).isEmpty();
    assertThat(from(Map.of()).serdeProperties()).isEmpty();
  }

  @Test
  void shouldUseConfluentsNames_whenSet() {
    SchemaRegistrySettings settings =
        from(
            Map.of(
                "SCHEMA_REGISTRY_URL", "http://registry:8081/apis/ccompat/v7",
                "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", "me:hush"));

    assertThat(settings.serdeProperties())
        .isEqualTo(
            Map.of(
                "schema.registry.url", "http://registry:8081/apis/ccompat/v7",
                "basic.auth.credentials.source", "USER_INFO",
                "basic.auth.user.info", "me:hush"));
    assertThat(settings.toString()).doesNotContain("hush");
  }

  @Test
  void shouldRefuse_whenAddressOrCredentialsAreMalformed() {
    assertThatThrownBy(() -> from(Map.of("SCHEMA_REGISTRY_URL", "registry:8081")))
        .hasMessageContaining("registry:8081")
        .hasMessageContaining("http://");
    assertThatThrownBy(() -> from(Map.of("SCHEMA_REGISTRY_URL", "http://a b")))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> from(Map.of("SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", "me:hush")))
        .hasMessageContaining("SCHEMA_REGISTRY_URL is not")
        .hasMessageNotContaining("hush");
  }

  private static SchemaRegistrySettings from(Map<String, String> environment) {
    return SchemaRegistrySettings.from(Settings.fromEnv(environment));
  }
}
