package io.fedlog.schemas;

import java.util.Map;

/** Chooses where schema ids come from. */
public final class SchemaDirectories {
  private SchemaDirectories() {}

  /**
   * A registry's directory when {@code schema.registry.url} is set and not blank, else ids from
   * fingerprints.
   *
   * @param config settings by Confluent's names; others are ignored
   * @throws IllegalArgumentException naming a setting that is wrong
   */
  public static SchemaDirectory from(Map<String, ?> config) {
    Object url = config.get(RegistrySettings.URL);
    return url == null || url.toString().isBlank()
        ? new FingerprintDirectory()
        : new RegistryDirectory(config);
  }
}
