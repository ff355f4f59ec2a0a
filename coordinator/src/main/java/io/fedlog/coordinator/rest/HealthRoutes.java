package io.fedlog.coordinator.rest;

import io.fedlog.runtime.Health;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.function.Supplier;

/**
 * {@code GET /health/live} and {@code GET /health/ready}: 200 or 503 and each check by name. For
 * balancers in front of the API, which reach its port only; so nobody needs a token.
 */
final class HealthRoutes {

  private HealthRoutes() {}

  static void register(RoutesConfig routes, Health health) {
    routes.get("/health/live", answer(health::live));
    routes.get("/health/ready", answer(health::ready));
  }

  private static Handler answer(Supplier<Health.Report> question) {
    return ctx -> write(ctx, question.get());
  }

  private static void write(Context ctx, Health.Report report) throws Exception {
    ctx.status(report.ok() ? 200 : 503)
        .contentType(Bodies.TYPE)
        .header("Cache-Control", "no-store")
        .result(Bodies.JSON.writeValueAsBytes(report.toMap()));
  }
}
