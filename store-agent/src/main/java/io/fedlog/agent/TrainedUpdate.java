package io.fedlog.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What training made.
 *
 * @param payload the whole update in the round's encoding
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
}
