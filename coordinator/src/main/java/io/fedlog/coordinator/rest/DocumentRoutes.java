package io.fedlog.coordinator.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code GET /openapi.json}, the OpenAPI 3.1 document of all calls, and {@code GET /docs}, a page
 * that shows it. The page runs its own script and style only and asks for nothing but the document.
 * Nobody needs a token: what it says of the API, its source says too.
 */
final class DocumentRoutes {

  private static final String DOCUMENT = "openapi.json";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private DocumentRoutes() {}

  static void register(RoutesConfig routes, String base) {
    routes.get(base + "/" + DOCUMENT, file(DOCUMENT, "application/json"));
    Handler page = file("docs/page.html", "text/html;charset=utf-8");
    routes.get(
        base + "/docs",
        ctx -> {
          if (ctx.path().endsWith("/")) {
            // The page names its parts relative to its own place, wherever a proxy puts that.
            ctx.redirect("../docs", HttpStatus.PERMANENT_REDIRECT);
          } else {
            page.handle(ctx);
          }
        });
    routes.get(base + "/docs/page.js", file("docs/page.js", "text/javascript;charset=utf-8"));
    routes.get(base + "/docs/page.css", file("docs/page.css", "text/css;charset=utf-8"));
  }

  private static Handler file(String name, String type) {
    byte[] bytes = read(name);
    return ctx ->
        ctx.contentType(type)
            .header("Content-Security-Policy", POLICY)
            .header("X-Content-Type-Options", "nosniff")
            .header("Referrer-Policy", "no-referrer")
            .header("Cache-Control", "no-cache")
            .result(bytes);
  }

  private static byte[] read(String name) {
    try (InputStream file = DocumentRoutes.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the resource " + name + " is not in the jar");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " cannot be read", e);
    }
  }
}
