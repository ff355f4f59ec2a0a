package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store says of its training.
 *
 * @param samples rows it trained on; 0 when it did not say
 * @param numbers loss, accuracy and any further named numbers
 */
public record TrainingMetrics(long samples, Map<String, Double> numbers) {

  /** Of a store that says nothing. */
  static final TrainingMetrics NONE = new TrainingMetrics(0, Map.of());

  private static final int MOST_NUMBERS = 64;
  private static final int MOST_BYTES = 8192;

  /** What a seal's metrics may be called; longer ones would be refused with the whole update. */
  private static final int LONGEST_NAME = 200;

  private static final long MOST_SAMPLES = 1L << 53;
  private static final String SAMPLES = "training_samples";

  public TrainingMetrics {
    numbers = Map.copyOf(numbers);
  }

  /** From the JSON object in a header; null when there is no such header. */
  public static TrainingMetrics parse(@Nullable String json) throws IOException {
    if (json == null) {
      return NONE;
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    require(
        bytes.length <= MOST_BYTES,
        "training_metrics: expected at most %d bytes, came %d".formatted(MOST_BYTES, bytes.length));
    return JsonBody.read(
        new ByteArrayInputStream(bytes), MOST_BYTES, "training_metrics", TrainingMetrics::read);
  }

  /** Reads the object on whose first token the parser stands. */
  static TrainingMetrics read(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return NONE;
    }
    require(
        parser.currentToken() == JsonToken.START_OBJECT,
        "training_metrics: expected an object of named numbers");
    Map<String, Double> numbers = new TreeMap<>();
    long samples = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      require(
          !name.isEmpty() && name.length() <= LONGEST_NAME,
          "training_metrics: expected names of 1 to %d characters, came one of %d"
              .formatted(LONGEST_NAME, name.length()));
      JsonToken token = parser.nextToken();
      require(
          token.isNumeric() || token == JsonToken.VALUE_NULL,
          "training_metrics." + name + ": expected a number, came " + token.name());
      if (token.isNumeric() && name.equals(SAMPLES)) {
        samples = samples(parser.getDoubleValue());
      } else if (token.isNumeric()) {
        numbers.put(name, finite(name, parser.getDoubleValue()));
        require(
            numbers.size() <= MOST_NUMBERS,
            "training_metrics: expected at most " + MOST_NUMBERS + " numbers");
      }
    }
    return new TrainingMetrics(samples, numbers);
  }

  private static long samples(double value) {
    require(
        value >= 0 && value <= MOST_SAMPLES && value == Math.rint(value),
        "training_metrics.training_samples: expected a whole number of 0 or more, came " + value);
    return (long) value;
  }

  private static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw BodyException.unfit(
          "training_metrics." + name + " is " + value + "; expected a finite number");
    }
    return value;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw BodyException.malformed(otherwise);
    }
  }
}
