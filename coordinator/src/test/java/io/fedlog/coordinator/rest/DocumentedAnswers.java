package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fedlog.coordinator.rest.OpenApiDocument.Operation;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds answers of the running server against its document: status, headers, type and body. Every
 * test that calls the server goes through {@link #check}.
 */
final class DocumentedAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final OpenApiDocument document = OpenApiDocument.read();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  /** Fails with what the document lacks. Returns the answer. */
  HttpResponse<String> check(HttpResponse<String> answer) {
    String method = answer.request().method();
    String path = answer.uri().getPath();
    Optional<Operation> operation = document.find(method, path);
    if (operation.isEmpty()) {
      assertThat(answer.statusCode())
          .as("%s %s is not in openapi.json: add it, or the server must not answer", method, path)
          .isIn(404, 405);
      requireFits(
          document.root().at("/components/schemas/Problem"), answer.body(), method + " " + path);
      return answer;
    }
    check(
        operation.get(),
        answer.statusCode(),
        name -> answer.headers().firstValue(name).orElse(null),
        answer.body());
    return answer;
  }

  /** Operations and statuses that answers had, such as {@code joinRound 200}. */
  Set<String> seen() {
    return seen;
  }

  /**
   * The same for an answer to an operation that is known.
   *
   * @param headers by name; null where there is none
   */
  void check(Operation operation, int code, UnaryOperator<String> headers, String body) {
    String status = Integer.toString(code);
    String name = operation.name() + " " + status;
    JsonNode given = operation.json().path("responses").path(status);
    if (given.isMissingNode()) {
      fail(
          "openapi.json: %s was answered %s, of which it says nothing (it has %s): add it. %s",
          operation.name(), status, operation.statuses(), body);
    }
    seen.add(operation.id() + " " + status);
    JsonNode response = document.resolve(given);
    response
        .path("headers")
        .properties()
        .forEach(
            header ->
                checkHeader(
                    name + " header " + header.getKey(),
                    document.resolve(header.getValue()),
                    headers.apply(header.getKey())));
    JsonNode content = response.path("content");
    if (content.isEmpty()) {
      assertThat(body).as("openapi.json: %s has no body", name).isEmpty();
      return;
    }
    String type = Objects.requireNonNullElse(headers.apply("Content-Type"), "");
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    assertThat(content.has(plain))
        .as("openapi.json: %s came as \"%s\"; it has %s", name, type, content)
        .isTrue();
    JsonNode schema = content.path(plain).path("schema");
    boolean json = plain.equals("application/json") || plain.endsWith("+json");
    if (json && !schema.isMissingNode() && !operation.method().equals("HEAD")) {
      requireFits(schema, body, name);
    }
  }

  private void checkHeader(String name, JsonNode expected, @Nullable String value) {
    if (value == null) {
      assertThat(expected.path("required").asBoolean())
          .as("openapi.json requires %s, which did not come", name)
          .isFalse();
      return;
    }
    boolean number = expected.path("schema").path("type").asText().equals("integer");
    requireFits(expected.path("schema"), number ? value : JSON.valueToTree(value).toString(), name);
  }

  /** Fails with every place at which the JSON is not as the schema says. */
  void requireFits(JsonNode schema, String json, String name) {
    // With the document's parts beside it, its references are found.
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.root().path("components"));
    Set<ValidationMessage> problems =
        SCHEMAS.getSchema(whole, STRICT).validate(json, InputFormat.JSON);
    assertThat(problems.stream().map(ValidationMessage::getMessage).collect(Collectors.toList()))
        .as("openapi.json: %s came as %s", name, json)
        .isEmpty();
  }
}
