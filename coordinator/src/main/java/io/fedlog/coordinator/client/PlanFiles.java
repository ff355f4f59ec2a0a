package io.fedlog.coordinator.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.plans.PlanJson;
import io.fedlog.schemas.PlanRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Plans as files: a JSON object with a plan's fields, under the names and in the units of the
 * schema of fl.plans. What a file leaves out has the installation's default, or the schema's.
 */
public final class PlanFiles {

  /** Nothing that a file says is passed over. */
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private PlanFiles() {}

  /**
   * Reads a plan.
   *
   * @param config the installation's defaults
   * @param now when it is created
   * @param by who asks for it
   * @throws IllegalArgumentException when there is no such file or it is no plan, naming the field,
   *     what came and what was expected
   */
  public static PlanRecord read(Path file, CoordinatorConfig config, Instant now, String by)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "no file at " + file + "; expected a JSON file with a plan's fields");
    }
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      if (!(json instanceof ObjectNode fields)) {
        throw new IllegalArgumentException("expected a JSON object with a plan's fields");
      }
      return PlanJson.read(fields, config.defaults(), now, by);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is not one JSON object: %s".formatted(file, plain(e.getOriginalMessage())), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Without the parser's own words on where its text came from. */
  private static String plain(String message) {
    return message.lines().findFirst().orElse("").replaceFirst(" \\(start marker at .*", "");
  }
}
