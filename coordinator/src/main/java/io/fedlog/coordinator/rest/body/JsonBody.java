package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON bodies within limits of size, depth and length of names and numbers. NaN and Infinity
 * are read, as some writers of JSON write them, so that a refusal can say where they are.
 */
public final class JsonBody {

  static final int DEEPEST = 24;
  static final int LONGEST_NAME = 400;
  static final int LONGEST_NUMBER = 400;
  static final int LONGEST_TEXT = 4096;

  /** Names in one body: an update's arrays, its metrics, and as many that nobody reads. */
  static final int MOST_NAMES = 2 * Layers.MOST_ARRAYS;

  /** Values, names and brackets of a tree: more than the stores that a round can name take. */
  static final int MOST_OF_A_TREE = 1 << 18;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(LONGEST_NAME)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxStringLength(LONGEST_TEXT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names that clients make up stay ours
          .build();

  private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

  private JsonBody() {}

  /** Reads one value; the parser stands on its first token. */
  interface Reading<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * A small body as a tree; an absent one is an empty object.
   *
   * @throws BodyException when it is no object, or longer than {@code most} bytes
   */
  public static ObjectNode object(InputStream in, long most) throws IOException {
    return read(
        in,
        most,
        "the body",
        MOST_OF_A_TREE,
        parser -> {
          if (parser.currentToken() == null) {
            return MAPPER.createObjectNode();
          }
          JsonNode tree = MAPPER.readTree(parser);
          if (tree instanceof ObjectNode fields) {
            return fields;
          }
          throw BodyException.malformed("the body: expected a JSON object");
        });
  }

  /**
   * A body as a stream, of which nothing is kept but what {@code reading} keeps.
   *
   * @param what is read, for messages
   */
  static <T> T read(InputStream in, long most, String what, Reading<T> reading) throws IOException {
    return read(in, most, what, Long.MAX_VALUE, reading);
  }

  private static <T> T read(InputStream in, long most, String what, long tokens, Reading<T> reading)
      throws IOException {
    try (JsonParser parser =
        new CountingParser(FACTORY.createParser(new LimitedInput(in, most)), MOST_NAMES, tokens)) {
      @Nullable JsonToken first = parser.nextToken();
      T value = reading.read(parser);
      if (first != null && parser.nextToken() != null) {
        throw BodyException.malformed(what + ": expected one JSON value, more follows it");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw BodyException.malformed(
          "%s: expected a depth of at most %d, names of %d, texts of %d and numbers of %d characters; more came%s"
              .formatted(
                  what,
                  DEEPEST,
                  LONGEST_NAME,
                  LONGEST_TEXT,
                  LONGEST_NUMBER,
                  place(e.getLocation())));
    } catch (JsonProcessingException e) {
      throw BodyException.malformed(
          what
              + ": expected JSON with each name once, and it ends or differs"
              + place(e.getLocation()));
    }
  }

  private static String place(@Nullable JsonLocation at) {
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
