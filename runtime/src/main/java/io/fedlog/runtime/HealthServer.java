package io.fedlog.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code GET /health/live} and {@code GET /health/ready} with 200 or 503 and the checks as
 * JSON, and {@code GET /metrics} where there are figures. Thread-safe.
 */
public final class HealthServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService worker;

  private HealthServer(HttpServer server, ExecutorService worker) {
    this.server = server;
    this.worker = worker;
  }

  /**
   * Starts to answer.
   *
   * @param port 0 for a free one
   * @throws SettingException if the address cannot be used
   */
  public static HealthServer start(String host, int port, Health health) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new SettingException(
          "Health cannot be served on %s:%d: %s. Give another %s or %s."
              .formatted(
                  host,
                  port,
                  e.getMessage(),
                  HealthSettings.PORT.name(),
                  HealthSettings.HOST.name()));
    }
    ExecutorService worker = Executors.newSingleThreadExecutor(HealthServer::thread);
    server.setExecutor(worker);
    server.createContext("/", exchange -> send(exchange, 404, Map.of("status", "unknown path")));
    server.createContext("/health/live", exchange -> answer(exchange, health::live));
    server.createContext("/health/ready", exchange -> answer(exchange, health::ready));
    server.start();
    return new HealthServer(server, worker);
  }

  /**
   * The same, with {@code GET /metrics}.
   *
   * @param metrics all figures in Prometheus' text format 0.0.4
   */
  public static HealthServer start(String host, int port, Health health, Supplier<String> metrics) {
    HealthServer started = start(host, port, health);
    var unused =
        started.server.createContext("/metrics", exchange -> figures(exchange, metrics.get()));
    return started;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    worker.shutdownNow();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "fedlog-health");
    thread.setDaemon(true);
    return thread;
  }

  private static void answer(HttpExchange exchange, Supplier<Health.Report> question)
      throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      send(exchange, 405, Map.of("status", "expected GET"));
      return;
    }
    Health.Report report = question.get();
    send(exchange, report.ok() ? 200 : 503, report.toMap());
  }

  private static void figures(HttpExchange exchange, String text) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      send(exchange, 405, Map.of("status", "expected GET"));
      return;
    }
    send(exchange, 200, PROMETHEUS, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, Map<String, ?> body)
      throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsBytes(body));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
