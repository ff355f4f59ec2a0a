package io.fedlog.benchmarks.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The API as clients call it, on connections of their own. Thread-safe. */
final class RestApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE = "/api/v1/federated-learning";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BenchTokens tokens;
  private final String admin;
  private final String address;
  private final AtomicInteger putOff = new AtomicInteger();

  RestApi(int port, BenchTokens tokens) {
    this.tokens = tokens;
    this.admin = tokens.admin();
    this.address = "http://127.0.0.1:" + port;
  }

  /** Whether it answers and says that it is ready. */
  boolean isReady() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health/ready")).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  /** Creates a round of one array for these stores, decided when all have uploaded; its id. */
  String create(String modelType, List<String> stores, int numbers)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("model_type", modelType);
    stores.forEach(body.putArray("target_stores")::add);
    ObjectNode config = body.putObject("config");
    config.put("min_stores", stores.size()).put("aggregation_threshold", 1);
    config.putObject("layout").putArray("w").add(numbers);
    HttpRequest request =
        to(admin, "/rounds")
            .header("Content-Type", UpdateFormat.JSON.contentType())
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    return send(request, 201).path("round_id").asText();
  }

  /** How the round stands. */
  JsonNode status(String roundId) throws IOException, InterruptedException {
    return send(statusCall(roundId), 200);
  }

  /** The numbers of the array that the round made. */
  JsonNode model(String roundId) throws IOException, InterruptedException {
    HttpRequest request =
        to(admin, "/rounds/" + roundId + "/download")
            .header("Accept", UpdateFormat.JSON.contentType())
            .build();
    return send(request, 200).path("parameters").path("w");
  }

  HttpRequest statusCall(String roundId) {
    return to(admin, "/rounds/" + roundId + "/status").build();
  }

  /** Uploads until it is acknowledged, as often as it is put off. */
  CompletableFuture<Void> upload(String roundId, String storeId, UpdateFormat format, byte[] body) {
    HttpRequest request =
        to(tokens.of(storeId), "/rounds/" + roundId + "/upload")
            .header("Content-Type", format.contentType())
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return upload(request);
  }

  private CompletableFuture<Void> upload(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenCompose(
            answer -> {
              if (answer.statusCode() == 503) {
                putOff.incrementAndGet();
                long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(1);
                return CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS))
                    .thenCompose(later -> upload(request));
              }
              if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                    "an upload was answered " + answer.statusCode() + ": " + answer.body());
              }
              return CompletableFuture.completedFuture(null);
            });
  }

  /** Uploads that were answered 503 and sent again. */
  int putOff() {
    return putOff.get();
  }

  private HttpRequest.Builder to(String token, String path) {
    return HttpRequest.newBuilder(URI.create(address + BASE + path))
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
    JsonNode body = JSON.readTree(answer.body());
    if (answer.statusCode() != expected) {
      throw new IllegalStateException(
          request.uri() + " was answered " + answer.statusCode() + ": " + body);
    }
    return body;
  }
}
