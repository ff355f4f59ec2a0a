package io.fedlog.coordinator.rest;

import java.util.List;

/** What a {@link RequestFuzzer} puts where something else belongs. */
final class SpoiltParts {

  static final List<String> METHODS =
      List.of("HEAD", "OPTIONS", "TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "get", "QUERY", "É");

  static final List<String> TYPES =
      List.of("text/plain", "application/json;charset=utf-16", "application/xml", "a/b\u0001", ";");

  static final List<String> PATH_ENDS =
      List.of(
          "/",
          "//",
          "/..",
          "/%2e%2e/%2e%2e/health/live",
          "%00",
          "%",
          "%zz",
          "%ff",
          ";a=b",
          "?a=b",
          "?" + "q=1&".repeat(500),
          "#x",
          "/" + "a".repeat(9000),
          "\u0001",
          "\\..\\",
          "%0d%0aX: y");

  static final List<String> IDS =
      List.of("%2e%2e", "%00", "a%2fb", "%0d%0aX-Injected:%20y", "x".repeat(3000), "%C3%28", "{}");

  static final List<String> HEADERS =
      List.of(
          "Content-Encoding: gzip",
          "Expect: 100-continue",
          "Expect: nothing",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
          "Host: elsewhere",
          "X-Folded: a\r\n b",
          "X-Bare: a\rX-Injected: yes",
          "No colon at all",
          ": no name",
          "X-Zero: \u0000",
          "X-Long: " + "y".repeat(9000),
          "Accept: nothing/*;q=x",
          "Range: bytes=5-1",
          "If-None-Match: *",
          "Idempotency-Key: " + "k".repeat(300),
          "Cookie: " + "c=".repeat(300),
          "Accept-Encoding: gzip, br",
          "X-Forwarded-For: ${jndi:ldap://127.0.0.1/a}");

  /** In place of a query parameter or a header; nothing that ends the line. */
  static final List<String> VALUES =
      List.of("", "0", "-1", "9223372036854775808", "x".repeat(5000), "%00", "%ff", "{\"a\":", "*");

  private SpoiltParts() {}
}
