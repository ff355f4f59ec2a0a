package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.schemas.AccessRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Calls a server as each role, and holds every answer against the document. */
final class DocumentedClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than a call waits for an aggregator. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final DocumentedAnswers answers = new DocumentedAnswers();
  private final OwnTokens tokens;
  private final String origin;

  DocumentedClient(OwnTokens tokens, int port) {
    this.tokens = tokens;
    this.origin = "http://127.0.0.1:" + port;
  }

  /** Operations and statuses that came. */
  Set<String> seen() {
    return answers.seen();
  }

  /** The JSON of an answer that must have that status. */
  JsonNode json(int status, String who, String method, String path, String body) throws Exception {
    return JSON.readTree(expect(status, who, method, path, body).body());
  }

  /**
   * An answer that must have that status.
   *
   * @param headers names, each followed by its value; they win over ours
   */
  HttpResponse<String> expect(
      int status, String who, String method, String path, String body, String... headers)
      throws Exception {
    HttpResponse<String> answer = call(who, method, path, body, headers);
    assertThat(answer.statusCode())
        .as(method + " " + answer.uri() + " " + answer.body())
        .isEqualTo(status);
    return answer;
  }

  /**
   * An answer.
   *
   * @param who a role's word; empty for nobody
   * @param body empty for none
   */
  HttpResponse<String> call(String who, String method, String path, String body, String... headers)
      throws Exception {
    return answers.check(unchecked(who, method, path, body, headers));
  }

  /** An answer of which the document does not speak. */
  HttpResponse<String> unchecked(
      String who, String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    List<String> more = Arrays.asList(headers);
    for (int i = 0; i < more.size(); i += 2) {
      request.setHeader(more.get(i), more.get(i + 1));
    }
    if (!who.isEmpty()) {
      request.header("Authorization", "Bearer " + token(who));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String token(String role) {
    return role.equals("store")
        ? tokens.ofStore("north")
        : tokens.of("somebody", AccessRole.valueOf(role.toUpperCase(Locale.ROOT)));
  }
}
