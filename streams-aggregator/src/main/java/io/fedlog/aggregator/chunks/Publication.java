package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.ServerState;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts a model's chunk on the log, with the server state beside it, and reports it. */
final class Publication {
  private final Emitter emitter;
  private final Reports reports;

  Publication(Emitter emitter, Reports reports) {
    this.emitter = emitter;
    this.reports = reports;
  }

  /**
   * Publishes a chunk; says why it cannot be.
   *
   * @param updates that it was made of
   * @param noiseKeyId names the secret of the noise in it; null without noise
   */
  @Nullable String publish(
      LiveRound round,
      Decision decision,
      int chunk,
      ServerStep step,
      int updates,
      @Nullable String noiseKeyId) {
    RoundDefinition definition = round.plan.definition();
    byte[] root = TreeHash.of(step.model());
    byte[] state = step.state();
    String key = Keys.modelChunk(definition.getModelType(), decision.getVersion(), chunk);
    ModelRecord record =
        new ModelRecord(
            new ModelChunk(
                definition.getModelType(),
                decision.getVersion(),
                chunk,
                ByteBuffer.wrap(root),
                ByteBuffer.wrap(step.model()),
                state.length == 0 ? null : ByteBuffer.wrap(TreeHash.of(state))));
    if (!emitter.model(key, record)) {
      return "its " + step.model().length + " bytes do not fit a record";
    }
    if (state.length > 0
        && !emitter.serverState(
            key,
            new ServerState(
                definition.getModelType(),
                decision.getVersion(),
                chunk,
                definition.getMethod(),
                ByteBuffer.wrap(state)))) {
      return "its server state of " + state.length + " bytes does not fit a record";
    }
    emitter.figures().made();
    reports.published(definition, decision.getVersion(), chunk, root, step, updates, noiseKeyId);
    return null;
  }
}
