package io.fedlog.agent;

import java.util.Map;

/**
 * What training made.
 *
 * @param payload the whole update in the round's encoding
 * @param samples rows trained on
 * @param metrics loss, accuracy and any further named numbers; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record TrainedUpdate(byte[] payload, long samples, Map<String, Double> metrics) {

  public TrainedUpdate {
    metrics = Map.copyOf(metrics);
    if (samples < 0) {
      throw new IllegalArgumentException("samples: expected 0 or more rows, got " + samples);
    }
  }
}
