package io.fedlog.standalone.rest;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.rest.Caller;
import io.fedlog.coordinator.rest.CallerRole;
import io.fedlog.coordinator.rest.Callers;
import io.fedlog.coordinator.rest.UnknownCallerException;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A broker, an aggregator and two coordinators that serve the REST API. */
final class RestInstallation implements AutoCloseable {

  static final String ADMIN = "admin-token";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shutdown parts = new Shutdown();
  private final HttpClient http = HttpClient.newHttpClient();
  private final CoordinatorConfig config;
  private final List<CoordinatorApp> coordinators;

  /** An answer: status, headers, and the body as JSON. */
  record Answer(HttpResponse<String> response, JsonNode body) {
    int status() {
      return response.statusCode();
    }
  }

  RestInstallation(String... settings) throws InterruptedException {
    EmbeddedKafka broker = parts.add("broker", EmbeddedKafka.startTemporary());
    Map<String, String> all = new HashMap<>();
    all.put("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    all.put("FL_STATE_DIR", broker.dataDir().resolve("aggregator").toString());
    all.put("FL_STATE_STORE", "memory");
    all.put("FL_PARTITIONS", "3");
    all.put("FL_HTTP_PORT", "0");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    Clock clock = Clock.systemUTC();
    config = CoordinatorConfig.fromEnv(all);
    Callers callers = RestInstallation::caller;
    coordinators =
        List.of(
            parts.add("coordinator", CoordinatorApp.start(config, clock, callers)),
            parts.add("second coordinator", CoordinatorApp.start(config, clock, callers)));
    coordinators.forEach(one -> await().until(() -> one.health().ready().ok()));
    parts.add("aggregator", AggregatorApp.start(AggregatorConfig.fromEnv(all), clock));
  }

  /** A store's token is its id. */
  private static Caller caller(String token) {
    if (token.equals(ADMIN)) {
      return new Caller("alice", CallerRole.ADMIN, null);
    }
    if (token.startsWith("STORE")) {
      return new Caller(token, CallerRole.STORE, token);
    }
    throw new UnknownCallerException("the token is of nobody");
  }

  CoordinatorConfig config() {
    return config;
  }

  String base(int coordinator) {
    return "http://127.0.0.1:%d/api/v1/federated-learning"
        .formatted(coordinators.get(coordinator).restPort().orElseThrow());
  }

  Answer post(int coordinator, String token, String path, String body) throws Exception {
    return send(
        request(coordinator, token, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer get(int coordinator, String token, String path) throws Exception {
    return send(request(coordinator, token, path).GET());
  }

  private HttpRequest.Builder request(int coordinator, String token, String path) {
    return HttpRequest.newBuilder(URI.create(base(coordinator) + path))
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response, JSON.readTree(response.body()));
  }

  @Override
  public void close() {
    parts.close();
  }
}
