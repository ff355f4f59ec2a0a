package io.fedlog.standalone.rest;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.identity.TokenIssuer;
import io.fedlog.coordinator.identity.TokenRequest;
import io.fedlog.coordinator.identity.Tokens;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.AccessRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A broker, an aggregator and two coordinators that serve the REST API. */
final class RestInstallation implements AutoCloseable {

  static final String ADMIN = "alice";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shutdown parts = new Shutdown();
  private final HttpClient http = HttpClient.newHttpClient();
  private final CoordinatorConfig config;
  private final TokenIssuer tokens;
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
    all.put("FL_TOKEN_KEY_FILE", tokenKey(broker.dataDir()).toString());
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    Clock clock = Clock.systemUTC();
    config = CoordinatorConfig.fromEnv(all);
    tokens = Tokens.from(config.identity()).issuer(clock, new SecureRandom());
    coordinators =
        List.of(
            parts.add("coordinator", CoordinatorApp.start(config, clock)),
            parts.add("second coordinator", CoordinatorApp.start(config, clock)));
    coordinators.forEach(one -> await().until(() -> one.health().ready().ok()));
    parts.add("aggregator", AggregatorApp.start(AggregatorConfig.fromEnv(all), clock));
  }

  /** The token of whom the name stands for: an administrator, or the store of that id. */
  String token(String who) {
    TokenRequest wanted =
        who.equals(ADMIN)
            ? new TokenRequest("alice", AccessRole.ADMIN, null, Duration.ofHours(1))
            : new TokenRequest(who, AccessRole.STORE, who, Duration.ofHours(1));
    return tokens.issue(wanted).text();
  }

  private static Path tokenKey(Path folder) {
    try {
      byte[] key =
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
      String pem =
          "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n"
              .formatted(Base64.getEncoder().encodeToString(key));
      return Files.writeString(folder.resolve("token-key.pem"), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  CoordinatorConfig config() {
    return config;
  }

  String base(int coordinator) {
    return "http://127.0.0.1:%d/api/v1/federated-learning"
        .formatted(coordinators.get(coordinator).restPort().orElseThrow());
  }

  Answer post(int coordinator, String who, String path, String body) throws Exception {
    return send(
        request(coordinator, who, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer keyed(int coordinator, String who, String key, String path, String body) throws Exception {
    return send(
        request(coordinator, who, path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer get(int coordinator, String who, String path) throws Exception {
    return send(request(coordinator, who, path).GET());
  }

  /** Stops one of the coordinators for good. */
  void stop(int coordinator) {
    coordinators.get(coordinator).close();
  }

  /**
   * Sends and receives bytes.
   *
   * @param headers names and values in turn
   */
  HttpResponse<byte[]> bytes(
      int coordinator, String who, String method, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        request(coordinator, who, path)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(int coordinator, String who, String path) {
    return HttpRequest.newBuilder(URI.create(base(coordinator) + path))
        .header("Authorization", "Bearer " + token(who));
  }

  int port(int coordinator) {
    return coordinators.get(coordinator).restPort().orElseThrow();
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
