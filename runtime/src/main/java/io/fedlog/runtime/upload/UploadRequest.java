package io.fedlog.runtime.upload;

import io.fedlog.schemas.MaskSeal;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt uploads.
 *
 * @param definition the round
 * @param storeId the store that stands by the update
 * @param attempt which try this is
 * @param payload the update as the round lets it travel, chunk by chunk
 * @param weight in the weight units of the round's grid
 * @param trainingSamples rows the store trained on, 0 or more
 * @param metrics loss, accuracy and any further named numbers
 * @param datasetFingerprint says which data was used without showing it
 * @param codeVersion what the store runs, such as "0.1.0"
 * @param vouchedFor the subject of the token with which it came; null when the store seals itself
 * @param mask under what it is masked, in a round that masks; else null
 */
public record UploadRequest(
    RoundDefinition definition,
    String storeId,
    Attempt attempt,
    UpdatePayload payload,
    long weight,
    long trainingSamples,
    Map<String, Double> metrics,
    @Nullable String datasetFingerprint,
    @Nullable String codeVersion,
    @Nullable String vouchedFor,
    @Nullable MaskSeal mask) {

  public UploadRequest {
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(attempt, "attempt");
    Objects.requireNonNull(payload, "payload");
    if (storeId.isBlank()) {
      throw new IllegalArgumentException("storeId: expected a store's name, got an empty one");
    }
    if (trainingSamples < 0) {
      throw new IllegalArgumentException(
          "trainingSamples: expected 0 or more rows, got " + trainingSamples);
    }
    metrics = Map.copyOf(metrics);
  }

  /** Of an update that is not masked. */
  public UploadRequest(
      RoundDefinition definition,
      String storeId,
      Attempt attempt,
      UpdatePayload payload,
      long weight,
      long trainingSamples,
      Map<String, Double> metrics,
      @Nullable String datasetFingerprint,
      @Nullable String codeVersion,
      @Nullable String vouchedFor) {
    this(
        definition,
        storeId,
        attempt,
        payload,
        weight,
        trainingSamples,
        metrics,
        datasetFingerprint,
        codeVersion,
        vouchedFor,
        null);
  }

  /**
   * Of a masked update: it says nothing of the store's rows.
   *
   * @param payload the masked numbers, 8 bytes a parameter
   */
  public static UploadRequest masked(
      RoundDefinition definition,
      String storeId,
      Attempt attempt,
      UpdatePayload payload,
      MaskSeal mask,
      @Nullable String codeVersion) {
    return new UploadRequest(
        definition, storeId, attempt, payload, 1, 0, Map.of(), null, codeVersion, null, mask);
  }

  /** The version that the update was trained from; 0 when the round has no base. */
  long baseVersion() {
    ModelReference base = definition.getBase();
    return base == null ? 0 : base.getVersion();
  }
}
