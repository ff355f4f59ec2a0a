package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes bodies that fit a schema of the document, and spoils them. */
final class JsonFuzzer {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 4;

  private static final List<String> STRANGE =
      List.of(
          "",
          " ",
          "../../etc/passwd",
          "a\u0000b",
          "line\r\nX-Injected: yes",
          "\ud83d\ude80",
          "\ud800",
          "__proto__",
          "${jndi:ldap://127.0.0.1/a}",
          "<script>alert(1)</script>",
          "control.w",
          "w[0]",
          "a".repeat(5000));

  /** Text in place of any value; not all of it is JSON. */
  private static final List<String> WRONG =
      List.of(
          "null",
          "true",
          "\"text\"",
          "{}",
          "[]",
          "[[]]",
          "-1",
          "0",
          "1e999",
          "-1e-999",
          "1E400000000",
          "9".repeat(400),
          "9223372036854775808",
          "0.1e2147483647",
          "NaN",
          "Infinity",
          "-",
          "01",
          "'x'",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"" + "x".repeat(20_000) + "\"",
          "[".repeat(30) + "1" + "]".repeat(30),
          "[".repeat(3000),
          "{\"a\":".repeat(2000),
          "[" + "1,".repeat(2000) + "1]",
          "[" + "1,".repeat(60_000) + "1]");

  private final OpenApiDocument document;
  private final RandomGenerator random;

  JsonFuzzer(OpenApiDocument document, RandomGenerator random) {
    this.document = document;
    this.random = random;
  }

  /** A value that the schema allows. */
  JsonNode fitting(JsonNode schema) {
    return fitting(schema, 0);
  }

  private JsonNode fitting(JsonNode given, int depth) {
    JsonNode schema = document.resolve(given);
    if (schema.has("const")) {
      return schema.path("const");
    }
    for (String choices : List.of("enum", "examples")) {
      if (schema.has(choices)) {
        return schema.path(choices).get(random.nextInt(schema.path(choices).size()));
      }
    }
    if (schema.has("anyOf")) {
      JsonNode any = schema.path("anyOf");
      return fitting(any.get(depth > DEEPEST ? 0 : random.nextInt(any.size())), depth + 1);
    }
    JsonNode types = schema.path("type");
    String type =
        types.isArray() ? types.get(random.nextInt(types.size())).asText() : types.asText();
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> {
        ArrayNode array = JSON.arrayNode();
        for (int n = depth > DEEPEST ? 0 : random.nextInt(4); n > 0; n--) {
          array.add(fitting(schema.path("items"), depth + 1));
        }
        yield array;
      }
      case "integer" -> JSON.numberNode(schema.path("minimum").asLong(0) + random.nextInt(100));
      case "number" -> JSON.numberNode(BigDecimal.valueOf(random.nextInt(1, 1000), 3));
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "null" -> JSON.nullNode();
      default -> JSON.textNode("text" + random.nextInt(10));
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = JSON.objectNode();
    List<String> required = OpenApiDocument.texts(schema.path("required")).toList();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              if (required.contains(field.getKey()) || random.nextInt(3) == 0) {
                object.set(field.getKey(), fitting(field.getValue(), depth + 1));
              }
            });
    JsonNode more = schema.path("additionalProperties");
    for (int n = more.isObject() ? 1 + random.nextInt(2) : 0; n > 0; n--) {
      object.set(random.nextInt(8) == 0 ? strange() : "w" + n, fitting(more, depth + 1));
    }
    return object;
  }

  String strange() {
    return STRANGE.get(random.nextInt(STRANGE.size()));
  }

  /** The JSON with something wrong in it. */
  byte[] spoilt(JsonNode json) {
    String text = json.toString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> brokenText(bytes);
      case 2 -> (text + text).getBytes(StandardCharsets.UTF_8);
      case 3 -> WRONG.get(random.nextInt(WRONG.size())).getBytes(StandardCharsets.UTF_8);
      default -> withWrongValue(text).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** Bytes that are no UTF-8, overlong forms and lone surrogates among them. */
  private byte[] brokenText(byte[] bytes) {
    byte[] broken = bytes.clone();
    byte[] bad = {(byte) 0xff, (byte) 0xc0, (byte) 0xed, (byte) 0xf8, (byte) 0x80, 0};
    for (int n = 1 + random.nextInt(3); n > 0 && broken.length > 0; n--) {
      broken[random.nextInt(broken.length)] = bad[random.nextInt(bad.length)];
    }
    return broken;
  }

  /** One value, wherever it begins, becomes another. */
  private String withWrongValue(String text) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ':' || text.charAt(i) == '[' || text.charAt(i) == ',') {
        values.add(i + 1);
      }
    }
    if (values.isEmpty()) {
      return WRONG.get(random.nextInt(WRONG.size()));
    }
    int from = values.get(random.nextInt(values.size()));
    int to = from;
    while (to < text.length() && ",]}".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    return text.substring(0, from) + WRONG.get(random.nextInt(WRONG.size())) + text.substring(to);
  }
}
