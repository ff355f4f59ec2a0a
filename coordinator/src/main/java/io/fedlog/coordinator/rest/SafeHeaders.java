package io.fedlog.coordinator.rest;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * What every answer tells browsers and caches. Nothing here lets another site's pages read an
 * answer: there is no CORS, and a call that wants one does not exist. A call may replace a header.
 */
final class SafeHeaders implements HttpConfiguration.Customizer {

  /** A year: who has seen HTTPS once asks for nothing else. */
  private static final String ONLY_HTTPS = "max-age=31536000";

  @Override
  public Request customize(Request request, HttpFields.Mutable answer) {
    put(answer, request.isSecure());
    return request;
  }

  static void put(HttpFields.Mutable answer, boolean secure) {
    answer.put("X-Content-Type-Options", "nosniff");
    answer.put("Cache-Control", "no-store");
    answer.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    answer.put("Cross-Origin-Resource-Policy", "same-origin");
    answer.put("Referrer-Policy", "no-referrer");
    if (secure) {
      answer.put("Strict-Transport-Security", ONLY_HTTPS);
    }
  }
}
