package io.fedlog.agent;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.privacy.ClippedUpdate;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.runtime.upload.UpdateShape;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a store's trainer made on the round's grid where the round asks for it: clipped, and
 * with the store's own noise, as its privacy rules say. Under a privacy mode nothing but the update
 * tells of the store's rows: neither how many they are, nor which, nor what was measured on them.
 */
final class GridTrainer extends ForwardingTrainer {

  private final LocalNoise noise;

  /**
   * @param noiseKey the store's own secret, the same after a restart
   */
  GridTrainer(StoreTrainer trainer, Supplier<NoiseKey> noiseKey) {
    super(trainer);
    this.noise = new LocalNoise(noiseKey);
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    RoundDefinition round = inputs.definition();
    TrainedUpdate update = super.train(inputs);
    UpdateShape shape = UpdateShape.of(round);
    Optional<PrivacyTerms> privacy = RoundPrivacy.of(round);
    if (!shape.updates().kind().isOfUnits()) {
      if (privacy.isPresent()) {
        throw new IllegalArgumentException(
            "round %s is under privacy mode %s and takes updates %s; expected GRID, whose norms are exact"
                .formatted(round.getRoundId(), privacy.get().mode(), round.getUpdateEncoding()));
      }
      return RoundPrivacy.acts(round.getTrainingConfig()) ? silent(update.payload()) : update;
    }
    double[] differences = differences(inputs, update.payload());
    return privacy.isEmpty()
        ? new TrainedUpdate(
            GridUnits.write(GridUnits.nearest(differences, shape.grid())),
            update.samples(),
            update.metrics(),
            update.datasetFingerprint())
        : silent(payload(round, ClippedUpdate.of(differences, privacy.get(), shape.grid())));
  }

  private byte[] payload(RoundDefinition round, ClippedUpdate clipped) {
    PrivacyTerms privacy = RoundPrivacy.of(round).orElseThrow();
    return switch (privacy.mode()) {
      case LOCAL -> clipped.toBytesWithNoise(noise.of(round, privacy, clipped.toBytes()));
      case CENTRAL -> clipped.toBytes();
      case DISTRIBUTED -> clipped.toBytesWithShare(noise.of(round, privacy, clipped.toBytes()));
    };
  }

  private static TrainedUpdate silent(byte[] payload) {
    return new TrainedUpdate(payload, 0, Map.of(), null);
  }

  private static double[] differences(RoundInputs inputs, byte[] payload) {
    RoundDefinition round = inputs.definition();
    Model base = inputs.base();
    if (base == null) {
      throw new IllegalArgumentException(
          "round %s takes differences and names no base, expected a version to train from"
              .formatted(round.getRoundId()));
    }
    if (payload.length != round.getUpdateBytes()) {
      throw new IllegalArgumentException(
          "round %s has models of %d bytes, the trainer's update has %d"
              .formatted(round.getRoundId(), round.getUpdateBytes(), payload.length));
    }
    double[] differences = base.doubles();
    ByteBuffer bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    boolean single = round.getEncoding() == Encoding.FLOAT32;
    for (int i = 0; i < differences.length; i++) {
      differences[i] = (single ? bytes.getFloat() : bytes.getDouble()) - differences[i];
    }
    return differences;
  }

  /** The store's own part is fitted and kept all the same; figures stay where the rows are. */
  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    Optional<Evaluated> measured = super.evaluate(model, requires, localPart);
    return RoundPrivacy.acts(model.manifest().getTrainingConfig())
        ? measured.map(Evaluated::withoutMetrics)
        : measured;
  }
}
