package io.fedlog.coordinator.rest;

import io.fedlog.runtime.MemorySize;
import io.fedlog.runtime.Setting;
import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where the REST API is served.
 *
 * @param host a loopback address: without encryption tokens must not leave the machine
 * @param port the port; empty: no REST API
 * @param mostBodyBytes of one request
 */
public record HttpSettings(String host, OptionalInt port, long mostBodyBytes) {

  public static final Setting<String> HOST =
      Setting.text("FL_HTTP_HOST", "the loopback address on which the REST API is served")
          .withDefault("127.0.0.1");

  public static final Setting<Integer> PORT =
      Setting.integer(
              "FL_HTTP_PORT",
              "the port of the REST API; 0 takes a free one; without it the API is not served")
          .that("from 0 to 65535", port -> port >= 0 && port <= 65_535);

  public static final Setting<MemorySize> MOST_BODY =
      Setting.memory("FL_HTTP_MAX_BODY", "largest body of a request to the REST API")
          .withDefault("64MiB");

  public static final List<Setting<?>> SETTINGS = List.of(PORT, HOST, MOST_BODY);

  public HttpSettings {
    if (port.isPresent() && !isLoopback(host)) {
      throw new SettingException(
          "%s is \"%s\"; expected a loopback address such as 127.0.0.1 or localhost: without encryption tokens would be readable on the way. Put a proxy that speaks HTTPS in front of it."
              .formatted(HOST.name(), host));
    }
  }

  /** Reads the settings; every failure names the variable, the value and what was expected. */
  public static HttpSettings from(Settings settings) {
    OptionalInt port = settings.find(PORT).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    return new HttpSettings(
        settings.get(HOST), port, settings.get(MOST_BODY).bytes(Runtime.getRuntime().maxMemory()));
  }

  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
