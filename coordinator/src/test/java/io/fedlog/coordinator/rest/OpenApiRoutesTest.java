package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.coordinator.identity.AccessRights;
import io.fedlog.coordinator.rest.OpenApiDocument.Operation;
import io.fedlog.runtime.Health;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document by itself, and beside the server's routes. */
class OpenApiRoutesTest {

  private final OpenApiDocument document = OpenApiDocument.read();

  @Test
  void shouldHaveEveryRoute_andNoOther() {
    HttpSettings settings = new HttpSettings("127.0.0.1", OptionalInt.of(0), null, 1, 1, 1);
    RestParts nothingIsAsked =
        new RestParts(
            null,
            new AccessRights(null, null, null, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            InstantSource.system(),
            null,
            new Health(),
            null);
    Javalin server =
        Javalin.create(config -> RestServer.register(config.routes, settings, nothingIsAsked));

    Set<String> routes =
        server.unsafe.internalRouter.allHttpHandlers().stream()
            // what runs ahead of every call is no call
            .filter(route -> !route.endpoint.method.equals(HandlerType.BEFORE))
            .map(route -> route.endpoint.method.name() + " " + route.endpoint.path)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented =
        document.operations().stream()
            .map(Operation::name)
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> notDocumented = new TreeSet<>(routes);
    notDocumented.removeAll(documented);
    assertThat(notDocumented).as("served, but not in openapi.json: add them there").isEmpty();
    Set<String> notServed = new TreeSet<>(documented);
    notServed.removeAll(routes);
    assertThat(notServed).as("in openapi.json, but not served").isEmpty();
  }

  @Test
  void shouldNameOnlyWhatItHas() {
    List<JsonNode> references = document.root().findParents("$ref");

    assertThat(references).isNotEmpty();
    references.forEach(reference -> assertThat(document.resolve(reference)).isNotNull());
  }

  @Test
  void shouldUseEveryPartThatItHas() {
    Set<String> used = new TreeSet<>();
    document.root().findValuesAsText("$ref").forEach(used::add);
    Set<String> parts = new TreeSet<>();
    for (String kind : List.of("schemas", "responses", "headers", "parameters")) {
      document
          .root()
          .path("components")
          .path(kind)
          .fieldNames()
          .forEachRemaining(name -> parts.add("#/components/" + kind + "/" + name));
    }

    assertThat(parts).isEqualTo(used);
  }

  @Test
  void shouldSayOfEveryOperation_whoMayAndWhatElseCanCome() {
    List<String> tags = document.root().path("tags").findValuesAsText("name");
    assertThat(document.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    for (Operation operation : document.operations()) {
      String name = operation.name();
      assertThat(operation.id()).as(name).isNotBlank();
      assertThat(operation.json().path("summary").asText()).as(name).isNotBlank();
      assertThat(tags)
          .as(name)
          .containsAll(OpenApiDocument.texts(operation.json().path("tags")).toList());
      assertThat(operation.roles().isEmpty()).as(name).isEqualTo(!operation.needsToken());
      assertThat(operation.statuses()).as(name).contains("400");
      if (operation.needsToken()) {
        assertThat(operation.statuses()).as(name).contains("401", "403", "503");
      }
      assertThat(operation.statuses().first()).as(name).startsWith("2");
    }
  }

  @Test
  void shouldGiveExamplesThatFitTheirSchemas() {
    DocumentedAnswers checker = new DocumentedAnswers();
    int examples = 0;
    for (Operation operation : document.operations()) {
      JsonNode content = document.resolve(operation.json().path("requestBody")).path("content");
      for (JsonNode body : content) {
        if (body.has("example")) {
          checker.requireFits(
              body.path("schema"), body.path("example").toString(), operation.name());
          examples++;
        }
      }
    }
    assertThat(examples).isGreaterThanOrEqualTo(3);
  }
}
