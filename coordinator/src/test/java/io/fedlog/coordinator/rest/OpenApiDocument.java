package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The document that the server serves, as tests go through it. */
final class OpenApiDocument {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS =
      List.of("get", "head", "post", "put", "patch", "delete");

  private final JsonNode root;

  /**
   * One call of the document.
   *
   * @param method in capitals
   * @param path with names in braces
   */
  record Operation(String method, String path, JsonNode json) {

    String name() {
      return method + " " + path;
    }

    String id() {
      return json.path("operationId").asText();
    }

    boolean needsToken() {
      return !json.has("security");
    }

    TreeSet<String> roles() {
      return texts(json.path("x-roles")).collect(Collectors.toCollection(TreeSet::new));
    }

    TreeSet<String> statuses() {
      TreeSet<String> statuses = new TreeSet<>();
      json.path("responses").fieldNames().forEachRemaining(statuses::add);
      return statuses;
    }

    private boolean isAt(String requestPath) {
      String pattern =
          Stream.of(path.split("/", -1))
              .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
              .collect(Collectors.joining("/"));
      return requestPath.matches(pattern);
    }
  }

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  static OpenApiDocument read() {
    try (InputStream file = OpenApiDocument.class.getResourceAsStream("openapi.json")) {
      return new OpenApiDocument(JSON.readTree(Objects.requireNonNull(file, "openapi.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                METHODS.stream()
                    .filter(path.getValue()::has)
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    path.getValue().path(method)))));
    return operations;
  }

  /** The call that a request is, if it is one. Fixed words win over names in braces. */
  Optional<Operation> find(String method, String requestPath) {
    return operations().stream()
        .filter(one -> one.method().equals(method) && one.isAt(requestPath))
        .min((a, b) -> Integer.compare(braces(a.path()), braces(b.path())));
  }

  private static int braces(String path) {
    return (int) path.chars().filter(letter -> letter == '{').count();
  }

  /** What a {@code $ref} names, or the node itself. */
  JsonNode resolve(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    String pointer = node.path("$ref").asText().substring(1);
    JsonNode named = root.at(pointer);
    if (named.isMissingNode()) {
      throw new AssertionError("openapi.json names #" + pointer + ", which it does not have");
    }
    return named;
  }

  static Stream<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
  }
}
