package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What an upload carries, in whatever form it came. */
public record UploadBody(Parameters parameters, TrainingMetrics metrics) {

  /**
   * Reads one from JSON. Fields that the contract does not know are passed over.
   *
   * @param most bytes of the body
   * @param roundId what its {@code round_id} must be, if it has one
   * @param numbers that an update may have at most
   */
  public static UploadBody read(InputStream in, long most, String roundId, long numbers)
      throws IOException {
    return JsonBody.read(in, most, "the body", parser -> read(parser, roundId, numbers));
  }

  /** Puts the fields together, in whatever order they come. */
  private static UploadBody read(JsonParser parser, String roundId, long numbers)
      throws IOException {
    require(parser.currentToken() == JsonToken.START_OBJECT, "the body: expected a JSON object");
    @Nullable Parameters parameters = null;
    TrainingMetrics metrics = TrainingMetrics.NONE;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "round_id" ->
            require(
                parser.currentToken() == JsonToken.VALUE_STRING && parser.getText().equals(roundId),
                "round_id: expected \"" + roundId + "\", as in the path");
        case "model_parameters" ->
            parameters = new ParameterReader(parser, new ParameterValues(numbers)).read();
        case "training_metrics" -> metrics = TrainingMetrics.read(parser);
        default -> parser.skipChildren();
      }
    }
    if (parameters == null) {
      throw BodyException.malformed("model_parameters is missing");
    }
    return new UploadBody(parameters, metrics);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw BodyException.malformed(otherwise);
    }
  }
}
