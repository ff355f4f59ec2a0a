package io.fedlog.coordinator.plans;

import io.fedlog.learning.features.PublicFeatures;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.ModelType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * What the rounds before training make when the plan says how columns are used, so that no store
 * tells anything of its rows in them: the coordinator uploads it.
 */
record PublicPreparation(PublicFeatures features) {

  /**
   * Of a configuration that describes its columns. Labels are 0 and 1 without being described.
   *
   * @throws IllegalArgumentException naming the column that is described wrongly or not at all
   */
  static Optional<PublicPreparation> of(ModelSpec spec, Map<String, String> config) {
    String text = config.get(PublicFeatures.KEY);
    if (text == null) {
      return Optional.empty();
    }
    PublicFeatures described = PublicFeatures.parse(text);
    String target = spec.target();
    if (target != null) {
      described =
          (spec.type() == ModelType.CHURN_PREDICTION ? described.orBounds(target, 0, 1) : described)
              .requireNumber(target);
    }
    var unused = spec.featureSpace(described.vocabulary(), described.moments());
    return Optional.of(new PublicPreparation(described));
  }

  /** Sorted lines of text. */
  byte[] vocabulary() {
    return features.vocabulary().toBytes();
  }

  /** Little-endian doubles. */
  byte[] moments() {
    double[] values = features.moments().values();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }
}
