package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST .../upload} carries.
 *
 * @param trainingSamples rows the store trained on; 0 when it did not say
 * @param metrics loss, accuracy and any further named numbers
 */
public record UploadBody(Parameters parameters, long trainingSamples, Map<String, Double> metrics) {

  private static final int MOST_METRICS = 64;
  private static final long MOST_SAMPLES = 1L << 53;
  private static final String SAMPLES = "training_samples";

  public UploadBody {
    metrics = Map.copyOf(metrics);
  }

  /**
   * Reads one. Fields that the contract does not know are passed over.
   *
   * @param most bytes of the body
   * @param roundId what its {@code round_id} must be, if it has one
   * @param numbers that an update may have at most
   */
  public static UploadBody read(InputStream in, long most, String roundId, long numbers)
      throws IOException {
    return JsonBody.read(in, most, parser -> new Reader(parser, roundId, numbers).read());
  }

  /** Puts the fields together, in whatever order they come. */
  private static final class Reader {
    private final JsonParser parser;
    private final String roundId;
    private final long numbers;
    private final Map<String, Double> metrics = new TreeMap<>();
    private @Nullable Parameters parameters;
    private long samples;

    Reader(JsonParser parser, String roundId, long numbers) {
      this.parser = parser;
      this.roundId = roundId;
      this.numbers = numbers;
    }

    UploadBody read() throws IOException {
      require(parser.currentToken() == JsonToken.START_OBJECT, "the body: expected a JSON object");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "round_id" ->
              require(
                  parser.currentToken() == JsonToken.VALUE_STRING
                      && parser.getText().equals(roundId),
                  "round_id: expected \"" + roundId + "\", as in the path");
          case "model_parameters" ->
              parameters = new ParameterReader(parser, new ParameterValues(numbers)).read();
          case "training_metrics" -> readMetrics();
          default -> parser.skipChildren();
        }
      }
      if (parameters == null) {
        throw BodyException.malformed("model_parameters is missing");
      }
      return new UploadBody(parameters, samples, metrics);
    }

    private void readMetrics() throws IOException {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      require(
          parser.currentToken() == JsonToken.START_OBJECT,
          "training_metrics: expected an object of named numbers");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        require(
            token.isNumeric() || token == JsonToken.VALUE_NULL,
            "training_metrics." + name + ": expected a number, came " + token.name());
        if (token.isNumeric()) {
          take(name, parser.getDoubleValue());
        }
      }
    }

    private void take(String name, double value) {
      if (name.equals(SAMPLES)) {
        require(
            value >= 0 && value <= MOST_SAMPLES && value == Math.rint(value),
            "training_metrics.training_samples: expected a whole number of 0 or more, came "
                + value);
        samples = (long) value;
        return;
      }
      if (!Double.isFinite(value)) {
        throw BodyException.unfit(
            "training_metrics." + name + " is " + value + "; expected a finite number");
      }
      metrics.put(name, value);
      require(
          metrics.size() <= MOST_METRICS,
          "training_metrics: expected at most " + MOST_METRICS + " numbers");
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw BodyException.malformed(otherwise);
      }
    }
  }
}
