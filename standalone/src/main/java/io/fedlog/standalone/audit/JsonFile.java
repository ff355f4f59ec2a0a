package io.fedlog.standalone.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/** JSON files that say in their first field what they are. */
final class JsonFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final long MOST_BYTES = 256L << 20;

  private JsonFile() {}

  /** An object that says that it is of this format. */
  static ObjectNode begin(String format) {
    return JSON.createObjectNode().put("format", format);
  }

  static String text(JsonNode json) {
    try {
      return JSON.writeValueAsString(json) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  /** A tree from JSON text of our own making. */
  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Written aside and moved into place: a reader sees the former file or this one. */
  static void write(Path file, JsonNode json) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Path fresh = Files.createTempFile(folder, "audit", ".new");
      try {
        Files.writeString(fresh, text(json));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UnusableException(
          "%s cannot be written (%s). Name a file in a folder that may be written."
              .formatted(file, e),
          e);
    }
  }

  /**
   * What a file of a format holds.
   *
   * @param reading throws {@link IllegalArgumentException} when it is not that
   */
  static <T> T read(Path file, String format, Function<JsonNode, T> reading) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException("it is larger than any such file");
      }
      JsonNode json = parse(Files.readString(file, StandardCharsets.UTF_8));
      if (!format.equals(json.path("format").textValue())) {
        throw new IllegalArgumentException(
            "expected \"format\": \"%s\", came %s".formatted(format, json.path("format")));
      }
      return reading.apply(json);
    } catch (NoSuchFileException e) {
      throw new UnusableException("There is no file %s.".formatted(file), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableException(
          "%s cannot be used: %s."
              .formatted(file, e instanceof IOException ? e.toString() : e.getMessage()),
          e);
    }
  }
}
