package io.fedlog.schemas;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the catalogue's schemas by their fingerprint ids on a schema registry's read endpoints, so
 * that kcat, ksqlDB or Confluent's own deserializer can read every topic without a registry. Holds
 * no secrets, keeps no state, and cannot be written to.
 */
public final class RegistryServer implements AutoCloseable {
  private static final int MOST_BODY_BYTES = 1 << 20;

  private final RegistryAnswers answers = new RegistryAnswers();
  private final ExecutorService threads;
  private final HttpServer server;

  private RegistryServer(HttpServer server) {
    this.server = server;
    this.threads =
        Executors.newFixedThreadPool(
            2,
            work -> {
              Thread thread = new Thread(work, "fedlog-schemas-http");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Serves on a loopback port.
   *
   * @param port 0 takes any free one
   * @throws UncheckedIOException when the port is taken
   */
  public static RegistryServer start(int port) {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * Serves on an address of the caller's choice.
   *
   * @throws UncheckedIOException when the address cannot be had
   */
  public static RegistryServer start(InetSocketAddress address) {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot serve schemas on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + "). Stop what uses the port, or choose another; 0 takes any free"
              + " one.",
          e);
    }
    RegistryServer started = new RegistryServer(server);
    server.setExecutor(started.threads);
    server.createContext("/", started::handle);
    server.start();
    return started;
  }

  /** Where it listens: a value for {@code schema.registry.url}. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    String host = address.getHostString();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES);
      RegistryAnswers.Answer answer =
          answers.answer(
              exchange.getRequestMethod(), segments(exchange.getRequestURI().getRawPath()), body);
      byte[] json = answer.json().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(answer.status(), json.length);
      exchange.getResponseBody().write(json);
    }
  }

  private static List<String> segments(String rawPath) {
    return Arrays.stream(rawPath.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }
}
