package io.fedlog.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Answers Confluent's registry protocol from the catalogue alone: ids are fingerprints, versions
 * count the distinct schemas of a subject from 1. Nothing can be added; registering a schema that
 * is there gives its id. Immutable.
 */
final class RegistryAnswers {
  /** An HTTP status and a JSON body. */
  record Answer(int status, String json) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UPDATES_SUBJECT = Topics.updates("any").subject();

  private final SortedMap<String, List<Schema>> bySubject = PublishedSchemas.bySubject();

  /** Answers one request; {@code path} has decoded segments, without the query. */
  Answer answer(String method, List<String> path, byte[] body) {
    boolean get = method.equals("GET");
    String first = path.isEmpty() ? "" : path.get(0);
    if (get && first.isEmpty()) {
      return ok(Map.of());
    }
    if (get && path.equals(List.of("schemas", "types"))) {
      return ok(List.of("AVRO"));
    }
    if (get && first.equals("config")) {
      return ok(Map.of("compatibilityLevel", "BACKWARD"));
    }
    if (get && first.equals("mode")) {
      return ok(Map.of("mode", "READONLY"));
    }
    if (get && path.equals(List.of("subjects"))) {
      return ok(bySubject.keySet());
    }
    if (get && first.equals("schemas") && path.size() >= 3 && path.get(1).equals("ids")) {
      return byId(path.get(2), path.size() == 3 ? "" : path.get(3));
    }
    if (first.equals("subjects") && path.size() >= 2) {
      return ofSubject(method, path, body);
    }
    return get || method.equals("POST")
        ? error(404, 404, "There is no such resource here.")
        : error(405, 405, "Only GET and POST are served: the schemas are Fedlog's own.");
  }

  private Answer byId(String id, String part) {
    for (Map.Entry<String, List<Schema>> entry : bySubject.entrySet()) {
      for (int i = 0; i < entry.getValue().size(); i++) {
        Schema schema = entry.getValue().get(i);
        if (Integer.toString(PortableSchema.fingerprint(schema)).equals(id)) {
          return switch (part) {
            case "" -> ok(Map.of("schema", schema.toString()));
            case "schema" -> new Answer(200, schema.toString());
            case "subjects" -> ok(List.of(entry.getKey()));
            case "versions" -> ok(List.of(Map.of("subject", entry.getKey(), "version", i + 1)));
            default -> error(404, 404, "There is no such resource here.");
          };
        }
      }
    }
    return error(404, 40403, "Schema " + id + " not found");
  }

  private Answer ofSubject(String method, List<String> path, byte[] body) {
    String subject = path.get(1);
    List<Schema> versions = bySubject.get(shared(subject));
    if (versions == null) {
      return error(404, 40401, "Subject '" + subject + "' not found.");
    }
    boolean inVersions = path.size() >= 3 && path.get(2).equals("versions");
    if (method.equals("POST") && (path.size() == 2 || inVersions && path.size() == 3)) {
      return lookUp(subject, versions, body, inVersions);
    }
    if (!method.equals("GET") || !inVersions) {
      return error(405, 405, "Subjects are read through GET /subjects/<subject>/versions.");
    }
    if (path.size() == 3) {
      List<Integer> numbers = new ArrayList<>();
      versions.forEach(schema -> numbers.add(numbers.size() + 1));
      return ok(numbers);
    }
    int version = version(path.get(3), versions.size());
    if (version == 0) {
      return error(404, 40402, "Version " + path.get(3) + " not found.");
    }
    Schema schema = versions.get(version - 1);
    return path.size() == 5 && path.get(4).equals("schema")
        ? new Answer(200, schema.toString())
        : ok(described(subject, version, schema));
  }

  private static Answer lookUp(
      String subject, List<Schema> versions, byte[] body, boolean registering) {
    int wanted;
    try {
      JsonNode request = JSON.readTree(body);
      wanted =
          PortableSchema.fingerprint(new Schema.Parser().parse(request.path("schema").asText()));
    } catch (IOException | AvroRuntimeException e) {
      return error(422, 42201, "The body is no {\"schema\": \"<an Avro schema>\"}.");
    }
    for (int i = 0; i < versions.size(); i++) {
      if (PortableSchema.fingerprint(versions.get(i)) == wanted) {
        return registering
            ? ok(Map.of("id", wanted))
            : ok(described(subject, i + 1, versions.get(i)));
      }
    }
    return registering
        ? error(422, 42205, "Subject " + subject + " is read-only: its schemas are Fedlog's own.")
        : error(404, 40403, "Schema not found");
  }

  /** All rounds' update topics share a subject; clients that go by the topic's name find it too. */
  private static String shared(String subject) {
    return subject.startsWith("fl.updates.") && subject.endsWith("-value")
        ? UPDATES_SUBJECT
        : subject;
  }

  /** From 1 to {@code newest}; 0 when {@code text} names none. */
  private static int version(String text, int newest) {
    if (text.equals("latest") || text.equals("-1")) {
      return newest;
    }
    boolean number = text.matches("[1-9][0-9]{0,5}");
    return number && Integer.parseInt(text) <= newest ? Integer.parseInt(text) : 0;
  }

  private static Map<String, Object> described(String subject, int version, Schema schema) {
    return Map.of(
        "subject",
        subject,
        "version",
        version,
        "id",
        PortableSchema.fingerprint(schema),
        "schemaType",
        "AVRO",
        "schema",
        schema.toString());
  }

  private static Answer ok(Object body) {
    return new Answer(200, json(body));
  }

  private static Answer error(int status, int code, String message) {
    return new Answer(status, json(Map.of("error_code", code, "message", message)));
  }

  private static String json(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Maps, lists, strings and numbers are JSON: " + body, e);
    }
  }
}
