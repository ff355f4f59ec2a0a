package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.tls.TlsFiles;
import io.fedlog.runtime.MemorySize;
import io.fedlog.runtime.Setting;
import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where the REST API is served, and what one client may take of it.
 *
 * @param host a loopback address where there is no certificate: tokens must not leave the machine
 *     in the clear
 * @param port the port; empty: no REST API
 * @param tls the certificate; null: HTTP without encryption
 * @param mostBodyBytes of one request
 * @param requestsPerSecond of one token
 * @param mostConnections at once
 */
public record HttpSettings(
    String host,
    OptionalInt port,
    @Nullable TlsFiles tls,
    long mostBodyBytes,
    int requestsPerSecond,
    int mostConnections) {

  public static final Setting<String> HOST =
      Setting.text(
              "FL_HTTP_HOST",
              "the address on which the REST API is served; with a certificate any, such as 0.0.0.0,"
                  + " else a loopback address")
          .withDefault("127.0.0.1");

  public static final Setting<Integer> PORT =
      Setting.integer(
              "FL_HTTP_PORT",
              "the port of the REST API; 0 takes a free one; without it the API is not served")
          .that("from 0 to 65535", port -> port >= 0 && port <= 65_535);

  public static final Setting<MemorySize> MOST_BODY =
      Setting.memory("FL_HTTP_MAX_BODY", "largest body of a request to the REST API")
          .withDefault("64MiB");

  public static final Setting<Integer> RATE =
      Setting.integer(
              "FL_HTTP_RATE",
              "requests per second that one token may make, and one address without a token that"
                  + " counts; as many at once")
          .that("of at least 1", n -> n >= 1)
          .withDefault("200");

  public static final Setting<Integer> MOST_CONNECTIONS =
      Setting.integer(
              "FL_HTTP_MAX_CONNECTIONS",
              "most connections to the REST API at once; one address may hold half of them")
          .that("of at least 2", n -> n >= 2)
          .withDefault("2000");

  public static final List<Setting<?>> SETTINGS = settings();

  public HttpSettings {
    if (port.isPresent() && tls == null && !isLoopback(host)) {
      throw new SettingException(
          "%s is \"%s\"; expected a loopback address such as 127.0.0.1 or localhost: without encryption tokens would be readable on the way. Set %s and %s to serve HTTPS."
              .formatted(HOST.name(), host, TlsFiles.CERTIFICATE.name(), TlsFiles.KEY.name()));
    }
  }

  /** Reads the settings; every failure names the variable, the value and what was expected. */
  public static HttpSettings from(Settings settings) {
    OptionalInt port = settings.find(PORT).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    return new HttpSettings(
        settings.get(HOST),
        port,
        TlsFiles.from(settings).orElse(null),
        settings.get(MOST_BODY).bytes(Runtime.getRuntime().maxMemory()),
        settings.get(RATE),
        settings.get(MOST_CONNECTIONS));
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(List.of(PORT, HOST));
    all.addAll(TlsFiles.SETTINGS);
    all.addAll(List.of(MOST_BODY, RATE, MOST_CONNECTIONS));
    return List.copyOf(all);
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
