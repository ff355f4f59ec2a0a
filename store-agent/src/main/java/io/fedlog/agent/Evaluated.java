package io.fedlog.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store measured of a version.
 *
 * @param metrics loss and the model type's own metric, means over the rows
 * @param samples held-out rows the metrics are over
 * @param localPart the store's own part for this version; null without one
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Evaluated(Map<String, Double> metrics, long samples, byte @Nullable [] localPart) {

  public Evaluated {
    metrics = Map.copyOf(metrics);
    if (samples < 1) {
      throw new IllegalArgumentException("samples: expected 1 row or more, got " + samples);
    }
  }

  /** The same of which nothing is told. */
  Evaluated withoutMetrics() {
    return new Evaluated(Map.of(), samples, localPart);
  }
}
