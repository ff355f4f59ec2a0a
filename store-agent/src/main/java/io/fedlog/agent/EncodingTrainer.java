package io.fedlog.agent;

import io.fedlog.agent.state.TensorMemory;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.encoding.EncodedChunks;
import io.fedlog.learning.encoding.UpdateEncoder;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.UpdateShape;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a store's trainer made as the round lets it travel, save for whole units of the grid,
 * which are {@link GridTrainer}'s. What TOP_K leaves out is kept like an array of the store's own:
 * it goes with the version that the round makes, so that of a round that makes none, or that is
 * trained again, nothing is sent twice or lost. In a round with windows it goes from turn to turn.
 */
final class EncodingTrainer extends ForwardingTrainer {

  private static final String LEFT_OUT = "left_out";
  private static final double[] NOTHING = {};

  private final String storeId;
  private final TensorMemory residuals;
  private final LongFunction<RandomGenerator> chance;
  private final Lineage lineage = new Lineage();

  /**
   * @param residuals where what is left out is kept, for this purpose alone
   * @param chance for one update, from a seed that no other store or base version has
   */
  EncodingTrainer(
      String storeId,
      StoreTrainer trainer,
      TensorMemory residuals,
      LongFunction<RandomGenerator> chance) {
    super(trainer);
    this.storeId = storeId;
    this.residuals = residuals;
    this.chance = chance;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    TrainedUpdate update = super.train(inputs);
    UpdateShape shape = UpdateShape.of(inputs.definition());
    UpdateEncoding.Kind kind = shape.updates().kind();
    if (kind == UpdateEncoding.Kind.AS_MODEL || kind.isOfUnits()) {
      return update;
    }
    requireLength(inputs.definition(), update);
    Model base = inputs.base();
    EncodedChunks chunks = shape.chunks();
    UpdateEncoder encoder =
        new UpdateEncoder(chunks, shape.grid(), chance.apply(seed(inputs.definition())));
    UpdateEncoder.Encoded encoded =
        encoder.encode(
            update.payload(),
            base == null ? null : base.doubles(),
            leftOut(inputs.definition(), base));
    if (encoded.residual().length > 0) {
      residuals.draft(
          inputs.definition().getModelType(),
          inputs.definition().getRoundId(),
          Map.of(LEFT_OUT, encoded.residual()));
    }
    return new TrainedUpdate(
        encoded.payload(), update.samples(), update.metrics(), update.datasetFingerprint());
  }

  @Override
  public void persisted(RoundDefinition round) {
    super.persisted(round);
    residuals.keep(round.getModelType(), round.getRoundId());
  }

  @Override
  public void published(ModelManifest version) {
    super.published(version);
    lineage.add(version);
    residuals.settle(version.getModelType(), version.getRoundId());
  }

  /** What went unsent up to the base; nothing of versions that the base does not come from. */
  private double[] leftOut(RoundDefinition round, @Nullable Model base) {
    if (base == null || !sendsPartOnly(round)) {
      return NOTHING;
    }
    String type = round.getModelType();
    double[] kept =
        residuals.recall(type, base.manifest().getRoundId()).getOrDefault(LEFT_OUT, NOTHING);
    boolean fits =
        kept.length == round.getParameterCount()
            && lineage.mayDescend(base.manifest(), residuals.settledOf(type));
    return fits ? kept : NOTHING;
  }

  private static boolean sendsPartOnly(RoundDefinition round) {
    return round.getUpdateEncoding() == io.fedlog.schemas.UpdateEncoding.TOP_K;
  }

  private static void requireLength(RoundDefinition round, TrainedUpdate update) {
    if (update.payload().length != round.getUpdateBytes()) {
      throw new IllegalArgumentException(
          "round %s has models of %d bytes, the trainer's update has %d"
              .formatted(round.getRoundId(), round.getUpdateBytes(), update.payload().length));
    }
  }

  /** Another for every store and version to train from, and the same when a plan is run again. */
  private long seed(RoundDefinition round) {
    ModelReference base = round.getBase();
    String names =
        "%s#%s#%d#%d"
            .formatted(
                storeId,
                round.getModelType(),
                round.getRoundNumber(),
                base == null ? 0 : base.getVersion());
    return ByteBuffer.wrap(TreeHash.of(names.getBytes(StandardCharsets.UTF_8))).getLong();
  }
}
