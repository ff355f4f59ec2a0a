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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
  private final Set<String> seen = new TreeSet<>();

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
    check(operation.get(), answer);
    return answer;
  }

  /** Operations and statuses that answers had, such as {@code joinRound 200}. */
  Set<String> seen() {
    return seen;
  }

  private void check(Operation operation, HttpResponse<String> answer) {
    String status = Integer.toString(answer.statusCode());
    String name = operation.name() + " " + status;
    JsonNode given = operation.json().path("responses").path(status);
    if (given.isMissingNode()) {
      fail(
          "openapi.json: %s was answered %s, of which it says nothing (it has %s): add it. %s",
          operation.name(), status, operation.statuses(), answer.body());
    }
    seen.add(operation.id() + " " + status);
    JsonNode response = document.resolve(given);
    response.path("headers").properties().forEach(header -> checkHeader(name, header, answer));
    JsonNode content = response.path("content");
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    assertThat(content.has(plain))
        .as("openapi.json: %s came as \"%s\"; it has %s", name, type, content)
        .isTrue();
    JsonNode schema = content.path(plain).path("schema");
    if (!schema.isMissingNode()) {
      requireFits(schema, answer.body(), name);
    }
  }

  private void checkHeader(
      String name, java.util.Map.Entry<String, JsonNode> header, HttpResponse<String> answer) {
    JsonNode expected = document.resolve(header.getValue());
    Optional<String> value = answer.headers().firstValue(header.getKey());
    if (value.isEmpty()) {
      assertThat(expected.path("required").asBoolean())
          .as("%s: the header %s is required by openapi.json and did not come", name, header)
          .isFalse();
      return;
    }
    boolean number = expected.path("schema").path("type").asText().equals("integer");
    String json = number ? value.get() : JSON.valueToTree(value.get()).toString();
    requireFits(expected.path("schema"), json, name + " header " + header.getKey());
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
