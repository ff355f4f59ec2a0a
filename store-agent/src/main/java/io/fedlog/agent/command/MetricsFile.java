package io.fedlog.agent.command;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a command measured: one JSON object of names and finite numbers, among them how many rows it
 * used.
 *
 * @param samples the rows
 * @param values all the numbers
 */
record MetricsFile(long samples, Map<String, Double> values) {

  static final int MOST = 100;
  private static final int LARGEST_FILE = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@/-]{1,100}");

  /** Python writes NaN without quotes; it is read so that the refusal can name the metric. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  MetricsFile {
    values = Map.copyOf(values);
  }

  /**
   * Reads a file.
   *
   * @param samplesKey the name of the number of rows, such as "training_samples"
   * @param fewest the fewest rows that make sense
   * @throws IllegalArgumentException when it is not as it should be; the message names it
   */
  static MetricsFile read(Path file, String samplesKey, long fewest) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + " is not there, expected a JSON object such as {\"" + samplesKey + "\": 120}");
    }
    if (Files.size(file) > LARGEST_FILE) {
      throw new IllegalArgumentException(
          file + " has " + Files.size(file) + " bytes, expected at most " + LARGEST_FILE);
    }
    Map<String, Double> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> metric : tree(file).properties()) {
      values.put(name(file, metric.getKey()), number(file, metric));
    }
    Double samples = values.get(samplesKey);
    if (samples == null || samples < fewest || samples != Math.rint(samples)) {
      throw new IllegalArgumentException(
          "%s has %s %s, expected a whole number of rows from %d on"
              .formatted(file, samplesKey, samples == null ? "not at all" : samples, fewest));
    }
    if (values.size() > MOST) {
      throw new IllegalArgumentException(
          file + " has " + values.size() + " numbers, expected at most " + MOST);
    }
    return new MetricsFile(samples.longValue(), values);
  }

  private static JsonNode tree(Path file) throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root.isObject()) {
        return root;
      }
      throw new IllegalArgumentException(file + " is no JSON object of names and numbers");
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String name(Path file, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          file
              + " names a metric \""
              + name
              + "\", expected 1 to 100 letters, digits, '.', '_', '-', '@' or '/'");
    }
    return name;
  }

  private static double number(Path file, Map.Entry<String, JsonNode> metric) {
    JsonNode value = metric.getValue();
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException(
          file + " has " + metric.getKey() + " " + value.asText() + ", expected a finite number");
    }
    return value.doubleValue();
  }
}
