package io.fedlog.schemas;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a schema registry, under Confluent's setting names.
 *
 * @param urls {@code schema.registry.url}: tried in turn, comma separated, without user info
 * @param authorization the Authorization header's value; null sends none
 * @param autoRegister {@code auto.register.schemas}: whether new schemas are registered, or must be
 *     there already
 * @param connectTimeout {@code http.connect.timeout.ms}
 * @param readTimeout {@code http.read.timeout.ms}: for one whole answer
 * @param maxRetries {@code max.retries}: rounds over all URLs after the first
 * @param retryWait {@code retries.wait.ms}: before the first such round; doubles with each
 * @param missingIdTtl {@code missing.id.cache.ttl.sec}: how long an id that no schema has is
 *     remembered, so that bad records do not become requests
 */
record RegistrySettings(
    List<URI> urls,
    @Nullable String authorization,
    boolean autoRegister,
    Duration connectTimeout,
    Duration readTimeout,
    int maxRetries,
    Duration retryWait,
    Duration missingIdTtl) {
  static final String URL = "schema.registry.url";
  private static final String SOURCE = "basic.auth.credentials.source";
  private static final String USER_INFO = "basic.auth.user.info";

  RegistrySettings {
    urls = List.copyOf(urls);
  }

  /**
   * Reads a Kafka client's or a process's settings.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  static RegistrySettings from(Map<String, ?> config) {
    List<URI> urls = new ArrayList<>();
    String userInfo = null;
    for (String part : text(config, URL, "").split(",")) {
      if (!part.isBlank()) {
        URI given = url(part.strip());
        userInfo = userInfo == null ? given.getUserInfo() : userInfo;
        urls.add(withoutUserInfo(given));
      }
    }
    if (urls.isEmpty()) {
      throw wrong(URL, "", "one or more URLs, comma separated, such as http://localhost:8081");
    }
    return new RegistrySettings(
        urls,
        authorization(config, userInfo),
        flag(config, "auto.register.schemas", true),
        Duration.ofMillis(number(config, "http.connect.timeout.ms", 5_000, 1)),
        Duration.ofMillis(number(config, "http.read.timeout.ms", 10_000, 1)),
        (int) number(config, "max.retries", 3, 0),
        Duration.ofMillis(number(config, "retries.wait.ms", 200, 0)),
        Duration.ofSeconds(number(config, "missing.id.cache.ttl.sec", 10, 0)));
  }

  private static @Nullable String authorization(Map<String, ?> config, @Nullable String inUrl) {
    String source = text(config, SOURCE, "URL");
    String userInfo =
        switch (source) {
          case "URL" -> inUrl;
          case "USER_INFO" ->
              text(config, USER_INFO, text(config, "schema.registry." + USER_INFO, ""));
          default -> throw wrong(SOURCE, source, "URL or USER_INFO");
        };
    if (userInfo == null) {
      return null;
    }
    if (userInfo.indexOf(':') < 1) {
      throw wrong(USER_INFO, "(kept secret)", "user:password when " + SOURCE + " is " + source);
    }
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  private static URI url(String text) {
    URI url;
    try {
      url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw wrong(URL, "(not a URL)", "http:// or https:// URLs, comma separated");
    }
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw wrong(URL, String.valueOf(url.getHost()), "http:// or https:// URLs, comma separated");
    }
    return url;
  }

  private static URI withoutUserInfo(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(url.getScheme() + "://" + url.getHost() + port + url.getRawPath());
  }

  private static String text(Map<String, ?> config, String name, String absent) {
    Object value = config.get(name);
    if (value instanceof Iterable<?> parts) {
      StringBuilder joined = new StringBuilder();
      parts.forEach(part -> joined.append(part).append(','));
      return joined.toString();
    }
    return value == null ? absent : value.toString().strip();
  }

  private static boolean flag(Map<String, ?> config, String name, boolean absent) {
    String value = text(config, name, Boolean.toString(absent));
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw wrong(name, value, "true or false");
    }
    return value.equalsIgnoreCase("true");
  }

  private static long number(Map<String, ?> config, String name, int absent, int minimum) {
    String value = text(config, name, Integer.toString(absent));
    try {
      int number = Integer.parseInt(value);
      if (number >= minimum) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong(name, value, "a whole number, " + minimum + " or more");
  }

  private static IllegalArgumentException wrong(String name, String value, String expected) {
    return new IllegalArgumentException(
        "The setting " + name + " must be " + expected + ", but was '" + value + "'.");
  }

  /** Leaves the credentials out. */
  @Override
  public String toString() {
    return "RegistrySettings" + urls + (authorization == null ? "" : " with basic auth");
  }
}
