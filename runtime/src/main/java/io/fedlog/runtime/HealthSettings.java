package io.fedlog.runtime;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where a process answers questions about its health.
 *
 * @param host the address to listen on
 * @param port the port; empty: no health endpoint
 */
public record HealthSettings(String host, OptionalInt port) {

  public static final Setting<String> HOST =
      Setting.text(
              "FL_HEALTH_HOST",
              "the address on which health is answered; 0.0.0.0 to be asked from elsewhere")
          .withDefault("127.0.0.1");

  public static final Setting<Integer> PORT =
      Setting.integer(
              "FL_HEALTH_PORT",
              "the port for /health/live and /health/ready, and /metrics; 0 takes a free one; without it health is not served")
          .that("from 0 to 65535", port -> port >= 0 && port <= 65_535);

  public static final List<Setting<?>> SETTINGS = List.of(HOST, PORT);

  /**
   * Reads the settings.
   *
   * @throws SettingException if a value cannot be used
   */
  public static HealthSettings from(Settings settings) {
    OptionalInt port = settings.find(PORT).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    return new HealthSettings(settings.get(HOST), port);
  }
}
