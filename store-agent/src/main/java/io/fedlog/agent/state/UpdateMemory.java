package io.fedlog.agent.state;

import io.fedlog.learning.digest.TreeHash;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a trained update whose bytes are in a file of their own.
 *
 * @param sha256 tree hash of those bytes, lower-case hex: a torn file is noticed
 * @param weight in the weight units of the round's grid
 * @param trainingSamples rows trained on
 * @param metrics what training measured
 * @param datasetFingerprint which rows were trained on; null when the trainer did not say
 */
public record UpdateMemory(
    String sha256,
    long weight,
    long trainingSamples,
    Map<String, Double> metrics,
    @Nullable String datasetFingerprint) {

  public UpdateMemory {
    metrics = Map.copyOf(metrics);
  }

  /** Describes an update. */
  public static UpdateMemory of(
      byte[] payload,
      long weight,
      long trainingSamples,
      Map<String, Double> metrics,
      @Nullable String datasetFingerprint) {
    return new UpdateMemory(
        TreeHash.hex(TreeHash.of(payload)), weight, trainingSamples, metrics, datasetFingerprint);
  }
}
