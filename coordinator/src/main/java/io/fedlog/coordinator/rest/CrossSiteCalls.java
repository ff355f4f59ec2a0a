package io.fedlog.coordinator.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Set;

/**
 * Refuses what another site's page has a browser send. It could not do much: tokens are in a header
 * that no browser adds by itself, there are no cookies, and no answer allows another site to read
 * it. But who signs in needs no token, and that too is no other page's business.
 */
final class CrossSiteCalls {

  private static final Set<String> ELSEWHERE = Set.of("cross-site", "same-site");

  private CrossSiteCalls() {}

  static void refuse(RoutesConfig routes) {
    routes.before(CrossSiteCalls::check);
  }

  private static void check(Context ctx) {
    boolean reads = ctx.method().equals(HandlerType.GET) || ctx.method().equals(HandlerType.HEAD);
    String site = ctx.header("Sec-Fetch-Site"); // browsers set it, and no page can
    if (!reads && site != null && ELSEWHERE.contains(site)) {
      throw ProblemException.forbidden(
          "expected a call of a client or of this site's own pages, another site's page sent it");
    }
  }
}
