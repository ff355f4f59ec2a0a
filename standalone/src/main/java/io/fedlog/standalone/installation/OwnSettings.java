package io.fedlog.standalone.installation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of roles that share a process with their broker: the user's own, less those that say
 * where things are, which the process knows better.
 */
public final class OwnSettings {

  private static final String OURS = "FL_";
  private static final List<String> PLACES =
      List.of(
          "FL_KAFKA_",
          "FL_HEALTH_",
          "FL_HTTP_",
          "FL_BOOTSTRAP_SERVERS",
          "FL_CONFIG_FILE",
          "FL_STATE_DIR",
          "FL_INSTANCE_ID");

  private OwnSettings() {}

  /**
   * Lays settings over each other.
   *
   * @param defaults what holds unless the environment says otherwise
   * @param environment the user's
   */
  public static Map<String, String> of(
      Map<String, String> defaults, Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>(defaults);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(OURS)
              && !value.isBlank()
              && PLACES.stream().noneMatch(name::startsWith)) {
            settings.put(name, value);
          }
        });
    return settings;
  }
}
