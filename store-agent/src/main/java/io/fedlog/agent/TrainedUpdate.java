package io.fedlog.agent;

import io.fedlog.agent.state.UpdateMemory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What training made.
 *
 * @param payload the whole update, written as the round's model is
 * @param samples rows trained on
 * @param metrics loss, accuracy and any further named numbers; may be empty
 * @param datasetFingerprint says which rows were trained on without showing them; null when the
 *     trainer does not say
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record TrainedUpdate(
    byte[] payload,
    long samples,
    Map<String, Double> metrics,
    @Nullable String datasetFingerprint) {

  public TrainedUpdate {
    metrics = Map.copyOf(metrics);
    if (samples < 0) {
      throw new IllegalArgumentException("samples: expected 0 or more rows, got " + samples);
    }
  }

  /**
   * An update from its parameters, written as the round asks.
   *
   * @param parameters flat, in the layout's order
   * @throws IllegalArgumentException when there are more or fewer than the round has
   */
  public static TrainedUpdate of(
      RoundInputs round, double[] parameters, long samples, Map<String, Double> metrics) {
    long expected = round.definition().getParameterCount();
    if (parameters.length != expected) {
      throw new IllegalArgumentException(
          "round %s has %d parameters, the update has %d"
              .formatted(round.definition().getRoundId(), expected, parameters.length));
    }
    byte[] payload = EncodedParameters.of(parameters, round.definition().getEncoding());
    return new TrainedUpdate(payload, samples, metrics, null);
  }

  /** What local state remembers of it. */
  UpdateMemory memory(long weight) {
    return UpdateMemory.of(payload, weight, samples, metrics, datasetFingerprint);
  }
}
