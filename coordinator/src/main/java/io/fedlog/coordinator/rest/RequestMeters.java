package io.fedlog.coordinator.rest;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/**
 * Counts and times calls and what they bring, by route and class of status: never by anything that
 * a caller makes up, so that nobody can make the figures grow in number. Thread-safe.
 */
final class RequestMeters {

  /** The route of requests that are none of the calls. */
  private static final String NO_ROUTE = "none";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Notes a call that has been answered.
   *
   * @param millis from its first to its last step
   */
  void answered(Context ctx, Float millis) {
    Endpoint called = ctx.endpoints().lastHttpEndpoint();
    String method = called == null ? NO_ROUTE : called.method.name();
    String route = called == null ? NO_ROUTE : called.path;
    Timer.builder("fedlog.http.requests")
        .description("calls by how long they took until the answer was ready")
        .tag("method", method)
        .tag("route", route)
        .tag("status", ctx.statusCode() / 100 + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(Duration.ofNanos((long) (millis * 1e6)));
    Request request = ServletContextRequest.getServletContextRequest(ctx.req());
    Counter.builder("fedlog.http.received")
        .description("bytes of bodies that were read")
        .baseUnit("bytes")
        .tag("method", method)
        .tag("route", route)
        .register(registry)
        .increment(Math.max(0, Request.getContentBytesRead(request)));
  }
}
