package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.coordinator.rest.OpenApiDocument.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Requests as the document describes them, most of them spoilt somewhere. The seed fixes all. */
final class RequestFuzzer {

  private final OpenApiDocument document;
  private final List<Operation> operations;
  private final Map<String, String> tokens;
  private final Rounds rounds;
  private final Map<String, String> names;
  private final SplittableRandom random;
  private final JsonFuzzer json;

  /**
   * Rounds to name.
   *
   * @param open takes updates
   * @param undefined waits for its layout
   * @param over ids of rounds that are over or are not there
   */
  record Rounds(String open, String undefined, List<String> over) {}

  /**
   * One request.
   *
   * @param operation what it was before it was spoilt
   * @param readable whether it is HTTP, so that the document speaks of it
   */
  record Fuzzed(Operation operation, boolean readable, byte[] bytes) {}

  /**
   * @param tokens by role
   * @param names of what else paths name, such as plan_id; what is missing is not there
   */
  RequestFuzzer(
      OpenApiDocument document,
      Map<String, String> tokens,
      Rounds rounds,
      Map<String, String> names,
      long seed) {
    this.document = document;
    this.operations = document.operations();
    this.tokens = tokens;
    this.rounds = rounds;
    this.names = names;
    this.random = new SplittableRandom(seed);
    this.json = new JsonFuzzer(document, random);
  }

  /** The next one. */
  Fuzzed next() {
    // Half of all from the calls with a body, which have most to spoil.
    Operation operation = pick(operations);
    if (random.nextBoolean()) {
      operation = pick(operations.stream().filter(one -> one.json().has("requestBody")).toList());
    }
    boolean lineSpoilt = oneIn(6);
    String method = lineSpoilt && oneIn(2) ? pick(SpoiltParts.METHODS) : operation.method();
    String path = operation.path().replace("{round_id}", roundId(operation));
    for (Map.Entry<String, String> name : names.entrySet()) {
      path = path.replace("{" + name.getKey() + "}", oneIn(3) ? "none" : name.getValue());
    }
    path = path.replaceAll("\\{[^}]*}", "none") + query(operation);
    String version =
        lineSpoilt && oneIn(8) ? pick(List.of("HTTP/0.9", "HTTP/2.0", "H")) : "HTTP/1.1";
    List<String> headers = new ArrayList<>();
    headers.add("Host: 127.0.0.1");
    authorise(operation, headers);
    parameters(operation, "header").forEach((name, value) -> headers.add(name + ": " + value));
    boolean headersSpoilt = oneIn(6);
    if (headersSpoilt) {
      headers.add(pick(SpoiltParts.HEADERS));
    }
    byte[] body = body(operation, headers);
    boolean framed = !oneIn(5);
    byte[] sent = framed ? body : frameBadly(body, headers);
    if (framed && (body.length > 0 || method.equals("POST"))) {
      headers.add("Content-Length: " + body.length);
    }
    headers.add("Connection: close");
    String line =
        method + " " + path + (lineSpoilt ? pick(SpoiltParts.PATH_ENDS) : "") + " " + version;
    byte[] whole = bytes(line, headers, sent);
    boolean torn = oneIn(40);
    if (torn) {
      whole = tear(whole);
    }
    return new Fuzzed(operation, !lineSpoilt && !headersSpoilt && framed && !torn, whole);
  }

  private String roundId(Operation operation) {
    if (oneIn(8)) {
      return pick(SpoiltParts.IDS);
    }
    // An open round would stream for long, and be ended, or wait for others to decide it.
    return switch (operation.path().substring(operation.path().lastIndexOf('/'))) {
      case "/events", "/cancel" -> pick(rounds.over());
      case "/aggregate" -> oneIn(3) ? rounds.undefined() : pick(rounds.over());
      default -> oneIn(2) ? rounds.open() : oneIn(3) ? rounds.undefined() : pick(rounds.over());
    };
  }

  private String query(Operation operation) {
    String query =
        parameters(operation, "query").entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue().replace(' ', '+'))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? "" : "?" + query;
  }

  /** Those that must be there, some of the others, and now and then what none can be. */
  private Map<String, String> parameters(Operation operation, String in) {
    Map<String, String> parameters = new TreeMap<>();
    for (JsonNode given : operation.json().path("parameters")) {
      JsonNode one = document.resolve(given);
      if (one.path("in").asText().equals(in) && (one.path("required").asBoolean() || oneIn(3))) {
        String fitting = json.fitting(one.path("schema")).asText();
        parameters.put(one.path("name").asText(), oneIn(3) ? pick(SpoiltParts.VALUES) : fitting);
      }
    }
    return parameters;
  }

  private void authorise(Operation operation, List<String> headers) {
    if (!operation.needsToken()) {
      return;
    }
    String right = tokens.get(operation.roles().first());
    switch (random.nextInt(12)) {
      case 0 -> headers.add("Authorization: Bearer " + pick(List.copyOf(tokens.values())));
      case 1 -> headers.add("Authorization: Bearer " + "z".repeat(random.nextInt(3000)));
      case 2 -> headers.add("Authorization: Basic YWRtaW46YWRtaW4=");
      case 3 -> headers.add("Authorization: Bearer \u00e9\u0007");
      case 4 -> headers.add("Authorization: Bearer x\r\nAuthorization: Bearer " + right);
      case 5 -> {} // none
      default -> headers.add("Authorization: Bearer " + right);
    }
  }

  private byte[] body(Operation operation, List<String> headers) {
    JsonNode content = document.resolve(operation.json().path("requestBody")).path("content");
    if (content.isEmpty()) {
      return oneIn(10) ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];
    }
    List<String> types = new ArrayList<>();
    content.fieldNames().forEachRemaining(types::add);
    String type = pick(types);
    headers.add("Content-Type: " + (oneIn(12) ? pick(SpoiltParts.TYPES) : type));
    JsonNode schema = content.path(type).path("schema");
    if (schema.isMissingNode() || !type.equals("application/json")) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    JsonNode fitting = json.fitting(schema);
    return oneIn(4) ? fitting.toString().getBytes(StandardCharsets.UTF_8) : json.spoilt(fitting);
  }

  /** Lengths that lie, chunks that do not add up, both at once. */
  private byte[] frameBadly(byte[] body, List<String> headers) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String size = Integer.toHexString(body.length);
    switch (random.nextInt(11)) {
      case 0 -> headers.add("Content-Length: " + (body.length + 1 + random.nextInt(5000)));
      case 1 -> headers.add("Content-Length: " + body.length / 2);
      case 2 -> headers.add("Content-Length: -1");
      case 3 -> headers.add("Content-Length: 9223372036854775807");
      case 4 -> headers.add("Content-Length: 99999999999999999999");
      case 5 -> headers.add("Content-Length: 3\r\nContent-Length: 4");
      case 6 -> {
        headers.add("Transfer-Encoding: chunked\r\nContent-Length: " + body.length);
        return latin(size + "\r\n" + text + "\r\n0\r\n\r\n");
      }
      case 7 -> {
        headers.add("Transfer-Encoding: chunked");
        return latin(size + "\r\n" + text + "\r\n0\r\n\r\n");
      }
      case 8 -> {
        headers.add("Transfer-Encoding: chunked");
        return latin("fffffffff\r\n" + text);
      }
      case 9 -> {
        headers.add("Transfer-Encoding: chunked");
        return latin("zz;ext\r\n" + text + "\r\n");
      }
      default -> headers.add("Transfer-Encoding: gzip, identity");
    }
    return body;
  }

  private byte[] tear(byte[] whole) {
    byte[] torn = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
    for (int n = random.nextInt(4); n > 0 && torn.length > 0; n--) {
      torn[random.nextInt(torn.length)] = (byte) random.nextInt();
    }
    return torn;
  }

  private static byte[] bytes(String line, List<String> headers, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    headers.forEach(h -> all.writeBytes((h + "\r\n").getBytes(StandardCharsets.UTF_8)));
    all.writeBytes(latin("\r\n"));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
