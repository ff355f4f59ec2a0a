package io.fedlog.runtime;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema registry is, if there is one. Without one, schema ids derive from the schemas
 * themselves.
 *
 * @param url the registry's base address, or null without a registry
 * @param userInfo {@code user:password} for basic authentication, or null
 */
public record SchemaRegistrySettings(@Nullable URI url, @Nullable String userInfo) {

  public static final Setting<String> URL =
      Setting.text(
          "SCHEMA_REGISTRY_URL",
          "base address of a schema registry that speaks Confluent's protocol; without it, ids derive"
              + " from the schemas");

  public static final Setting<String> USER_INFO =
      Setting.text("SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", "user:password for the schema registry")
          .that("of the form user:password", text -> text.indexOf(':') > 0)
          .secret();

  public static final List<Setting<?>> SETTINGS = List.of(URL, USER_INFO);

  public SchemaRegistrySettings {
    if (url != null && (url.getScheme() == null || !url.getScheme().matches("https?"))) {
      throw new SettingException(
          "%s is \"%s\"; expected an address that starts with http:// or https://."
              .formatted(URL.name(), url));
    }
    if (url == null && userInfo != null) {
      throw new SettingException(
          "%s is set but %s is not; set both or neither.".formatted(USER_INFO.name(), URL.name()));
    }
  }

  /** No registry. */
  public static SchemaRegistrySettings none() {
    return new SchemaRegistrySettings(null, null);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException if a value cannot be used
   */
  public static SchemaRegistrySettings from(Settings settings) {
    return new SchemaRegistrySettings(
        settings.find(URL).map(SchemaRegistrySettings::uri).orElse(null),
        settings.find(USER_INFO).orElse(null));
  }

  public Optional<URI> registry() {
    return Optional.ofNullable(url);
  }

  /** The serdes' configuration, under Confluent's names; empty without a registry. */
  public Map<String, String> serdeProperties() {
    Map<String, String> properties = new HashMap<>();
    if (url != null) {
      properties.put("schema.registry.url", url.toString());
    }
    if (userInfo != null) {
      properties.put("basic.auth.credentials.source", "USER_INFO");
      properties.put("basic.auth.user.info", userInfo);
    }
    return Map.copyOf(properties);
  }

  /** Leaves the credentials out. */
  @Override
  public String toString() {
    return "SchemaRegistrySettings[url=" + url + "]";
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "%s is \"%s\"; expected an address such as http://registry:8081."
              .formatted(URL.name(), text));
    }
  }
}
