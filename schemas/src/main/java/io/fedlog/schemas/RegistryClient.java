package io.fedlog.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a schema registry over HTTP. A URL that does not answer, or answers with 429 or 5xx, gives
 * way to the next; after the last one the round is repeated, a bounded number of times.
 * Thread-safe.
 */
final class RegistryClient {
  /** Waits between two rounds over the URLs. */
  interface Pause {
    void lasting(Duration time) throws InterruptedException;
  }

  /**
   * What the registry said.
   *
   * @param status an HTTP status below 500
   * @param body JSON; {@code {}} when the answer had none
   */
  record Answer(int status, JsonNode body) {
    boolean ok() {
      return status / 100 == 2;
    }

    /** The registry's own words, or the status where it gave none. */
    String message() {
      return body.path("message").asText("HTTP status " + status);
    }

    /** Confluent's error code, such as 40403; the HTTP status where there is none. */
    int errorCode() {
      return body.path("error_code").asInt(status);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  private final RegistrySettings settings;
  private final Pause pause;
  private final HttpClient http;
  private volatile int preferred;

  RegistryClient(RegistrySettings settings, Pause pause) {
    this.settings = settings;
    this.pause = pause;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  Answer get(String path) {
    return ask(path, null);
  }

  Answer post(String path, JsonNode body) {
    return ask(path, body.toString());
  }

  private Answer ask(String path, @Nullable String body) {
    try {
      Duration wait = settings.retryWait();
      IOException fault = new IOException("not asked");
      for (int round = 0; round <= settings.maxRetries(); round++) {
        if (round > 0) {
          pause.lasting(wait);
          wait = wait.multipliedBy(2);
        }
        int first = preferred;
        for (int i = 0; i < settings.urls().size(); i++) {
          int index = (first + i) % settings.urls().size();
          try {
            Answer answer = askOne(settings.urls().get(index), path, body);
            preferred = index;
            return answer;
          } catch (IOException e) {
            fault = e;
          }
        }
      }
      throw unreachable(fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException("Interrupted while asking the schema registry.", e);
    }
  }

  private Answer askOne(URI base, String path, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(settings.readTimeout())
            .header("Accept", CONTENT_TYPE + ", application/json");
    if (settings.authorization() != null) {
      request.header("Authorization", settings.authorization());
    }
    if (body != null) {
      request.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofString(body));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    int status = response.statusCode();
    if (status >= 500 || status == 429) {
      throw new IOException(base + " answered with HTTP status " + status);
    }
    if (status == 401 || status == 403) {
      throw new RegistryException(
          "The schema registry at "
              + base
              + " refused access (HTTP status "
              + status
              + "). Check basic.auth.credentials.source and basic.auth.user.info.",
          null);
    }
    return new Answer(status, json(base, status, response.body()));
  }

  private static JsonNode json(URI base, int status, String text) {
    try {
      JsonNode body = JSON.readTree(text);
      if (body.isObject() || body.isArray()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new RegistryException(
        "What answers at "
            + base
            + " is no schema registry: it sent HTTP status "
            + status
            + " without JSON. Check the host, port and path in "
            + RegistrySettings.URL
            + ".",
        null);
  }

  private RegistryException unreachable(IOException fault) {
    return new RegistryException(
        "No schema registry answered at "
            + settings.urls()
            + " in "
            + (settings.maxRetries() + 1)
            + " tries; the last said: "
            + fault
            + ". Check "
            + RegistrySettings.URL
            + " and that the registry runs.",
        fault);
  }
}
