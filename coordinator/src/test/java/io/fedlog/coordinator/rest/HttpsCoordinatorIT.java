package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.schemas.AccessRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole coordinator, as its settings make it, over HTTPS on every address of the machine. */
class HttpsCoordinatorIT {

  @TempDir Path folder;

  @Test
  void shouldAnswerCalls_overHttps() throws Exception {
    TestCertificates certificates = new TestCertificates(folder);
    certificates.issue("coordinator", "EC");
    OwnTokens tokens = new OwnTokens(folder, Clock.systemUTC());
    try (Installation installation = new Installation();
        CoordinatorApp coordinator =
            CoordinatorApp.start(
                installation.config(
                    "FL_HTTP_HOST",
                    "0.0.0.0",
                    "FL_HTTP_PORT",
                    "0",
                    "FL_HTTP_CERTIFICATE_FILE",
                    certificates.certificate("coordinator").toString(),
                    "FL_HTTP_KEY_FILE",
                    certificates.key("coordinator").toString(),
                    "FL_TOKEN_KEY_FILE",
                    tokens.keyFile().toString()),
                Clock.systemUTC())) {
      await().until(() -> coordinator.health().ready().ok());
      HttpClient client = HttpClient.newBuilder().sslContext(certificates.trusting()).build();
      for (String host : new String[] {"localhost", "127.0.0.1"}) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "https://%s:%d/api/v1/federated-learning/rounds/none/status"
                                .formatted(host, coordinator.restPort().orElseThrow())))
                    .header("Authorization", "Bearer " + tokens.of("alice", AccessRole.ADMIN))
                    .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body()).contains("there is no round");
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
      }
    }
  }
}
