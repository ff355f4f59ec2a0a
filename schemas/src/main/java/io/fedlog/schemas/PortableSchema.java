package io.fedlog.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import org.apache.avro.Schema;

/**
 * A schema as other programs should see it, without what only our Java classes need, and an id that
 * follows from it.
 */
final class PortableSchema {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final String JAVA_STRING = "avro.java.string";

  private PortableSchema() {}

  /** The same schema without the properties that choose Java classes. */
  static Schema of(Schema schema) {
    return new Schema.Parser().parse(without(tree(schema), JAVA_STRING).toString());
  }

  /**
   * The id of a schema without a registry: the first 31 bits of the SHA-256 of its JSON without
   * documentation and Java properties, members sorted by name. Unlike Avro's parsing canonical form
   * it tells logical types and defaults apart; like it, it survives a better comment.
   *
   * @return from 1 to 2^31 - 1
   */
  static int fingerprint(Schema schema) {
    byte[] digest = sha256().digest(normalForm(schema).getBytes(StandardCharsets.UTF_8));
    int id = ByteBuffer.wrap(digest).getInt() & Integer.MAX_VALUE;
    return id == 0 ? 1 : id;
  }

  /** The text that {@link #fingerprint} is over: equal for schemas that mean the same. */
  static String normalForm(Schema schema) {
    JsonNode tree = without(without(tree(schema), JAVA_STRING), "doc");
    try {
      return JSON.writeValueAsString(JSON.treeToValue(tree, Object.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(Schema schema) {
    try {
      return JSON.readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode without(JsonNode node, String property) {
    if (node instanceof ObjectNode object) {
      object.remove(property);
      Iterator<String> names = object.deepCopy().fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        object.set(name, without(object.get(name), property));
      }
      return isBareType(object) ? object.get("type") : object;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, without(array.get(i), property));
      }
    }
    return node;
  }

  /** {"type": "string"} says no more than "string". */
  private static boolean isBareType(ObjectNode object) {
    return object.size() == 1 && object.path("type").isTextual();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, but this one has not.", e);
    }
  }
}
