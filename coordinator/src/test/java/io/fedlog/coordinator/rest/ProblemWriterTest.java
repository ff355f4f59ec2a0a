package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.SchemaDirectories;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.javalin.Javalin;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemWriterTest {

  @Test
  void shouldPutOff_whenTheSchemaRegistryDoesNotAnswer() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    SchemaDirectory schemas =
        SchemaDirectories.from(Map.of("schema.registry.url", "http://127.0.0.1:" + nobody));
    Javalin server =
        Javalin.create(
            config -> {
              ProblemWriter.register(config.routes);
              config.routes.get(
                  "/call", ctx -> ctx.result("" + schemas.idOf("rounds", Topics.ROUNDS.schema())));
            });
    server.start("127.0.0.1", 0);
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/call"))
                      .build(),
                  BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(response.body()).contains("the schema registry cannot be asked now");
    } finally {
      var unused = server.stop();
    }
  }
}
