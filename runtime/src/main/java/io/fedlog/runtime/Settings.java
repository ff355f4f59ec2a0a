package io.fedlog.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of settings: the environment, laid over an optional properties file that {@code
 * FL_CONFIG_FILE} names and that uses the same names. A blank value counts as absent. Immutable.
 */
public final class Settings {
  public static final Setting<Path> CONFIG_FILE =
      Setting.path(
          "FL_CONFIG_FILE",
          "a properties file with more settings, under the same names; the environment wins over it");

  private static final String ENVIRONMENT = "the environment";

  private final Map<String, String> values;
  private final Map<String, String> fileValues;
  private final @Nullable Path file;

  private Settings(
      Map<String, String> environment, Map<String, String> fromFile, @Nullable Path file) {
    this.values = Map.copyOf(environment);
    this.fileValues = Map.copyOf(fromFile);
    this.file = file;
  }

  /**
   * Settings from an environment such as {@code System.getenv()}.
   *
   * @throws SettingException if {@code FL_CONFIG_FILE} names a file that cannot be read
   */
  public static Settings fromEnv(Map<String, String> environment) {
    Settings alone = new Settings(environment, Map.of(), null);
    Optional<Path> file = alone.find(CONFIG_FILE);
    return file.isEmpty() ? alone : new Settings(environment, read(file.get()), file.get());
  }

  /**
   * The value, or the default.
   *
   * @throws SettingException if the value is not as expected, or is absent and has no default
   */
  public <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow(() -> new SettingException(missing(setting)));
  }

  /**
   * The value or the default; empty if there is neither.
   *
   * @throws SettingException if the value is not as expected
   */
  public <T> Optional<T> find(Setting<T> setting) {
    String name = setting.name();
    String text = values.getOrDefault(name, "");
    if (!text.isBlank()) {
      return Optional.of(setting.parse(text, ENVIRONMENT));
    }
    String fromFile = fileValues.getOrDefault(name, "");
    if (!fromFile.isBlank()) {
      return Optional.of(setting.parse(fromFile, String.valueOf(file)));
    }
    String defaultText = setting.defaultText();
    return defaultText == null
        ? Optional.empty()
        : Optional.of(setting.parse(defaultText, "the default"));
  }

  /** Every value whose name starts with the prefix, the environment laid over the file. */
  public Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new TreeMap<>();
    for (Map<String, String> source : java.util.List.of(fileValues, values)) {
      source.forEach(
          (name, value) -> {
            if (name.startsWith(prefix) && !value.isBlank()) {
              found.put(name, value.strip());
            }
          });
    }
    return found;
  }

  private static String missing(Setting<?> setting) {
    return "%s is not set; expected %s: %s. Set it in the environment or in the file that %s names."
        .formatted(setting.name(), setting.expected(), setting.meaning(), CONFIG_FILE.name());
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException(
          "%s is \"%s\"; expected a readable properties file: %s."
              .formatted(CONFIG_FILE.name(), file, e));
    }
    Map<String, String> values = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    return values;
  }
}
