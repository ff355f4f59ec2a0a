package io.fedlog.coordinator.rest;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a round's updates are made of, from where it is known.
 *
 * @param base the version that stores start from; null when there is none
 * @param requires further versions that stores need
 * @param trainedUnder what the base was trained under
 */
record Foundation(
    Encoding encoding,
    List<Tensor> layout,
    @Nullable ModelReference base,
    List<ModelReference> requires,
    Map<String, String> trainedUnder) {

  /** Of a layout that somebody gave or uploaded; in double precision. */
  static Foundation of(List<Tensor> layout) {
    return new Foundation(Encoding.FLOAT64, layout, null, List.of(), Map.of());
  }

  /** Of the version to go on from. */
  static Foundation of(ModelManifest version) {
    return new Foundation(
        version.getEncoding(),
        version.getLayout(),
        new ModelReference(version.getModelType(), version.getVersion(), version.getSha256()),
        version.getRequires(),
        version.getTrainingConfig());
  }
}
