package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.learning.method.ServerAggregate;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.Decision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a chunk's content when its round is decided: the model's chunk, or a measurement.
 * A function of the content, the decision, the base and the state, the masks and the noise; live
 * and in a replay the same. Immutable.
 */
final class ChunkMaking {
  private static final byte[] NO_STATE = {};

  private final CentralNoise noise;

  ChunkMaking(CentralNoise noise) {
    this.noise = noise;
  }

  /** Why nothing can be made of the chunk; null when something can. */
  static @Nullable String fault(LiveRound round, ChunkSum sum) {
    String fault = sum.broken != null ? sum.broken : round.masks.fault();
    return fault == null ? incomplete(round, sum) : fault;
  }

  /** A model of other updates than the decided ones would be wrong, and nobody could tell. */
  private static @Nullable String incomplete(LiveRound round, ChunkSum sum) {
    int updates = sum.content.updates();
    return updates == round.wanted.size()
        ? null
        : "%d of the %d decided updates are in it".formatted(updates, round.wanted.size());
  }

  /** Adds what the chunk tells of the distances between its updates to those of the round. */
  static void measure(LiveRound round, ChunkSum sum) {
    List<ByteBuffer> points = new ArrayList<>(((CollectedChunk) sum.content).payloads());
    ByteBuffer base = sum.base();
    if (base != null) {
      points.add(base);
    }
    round.distances().measure(points);
  }

  /**
   * The model's chunk.
   *
   * @throws FinaliseException when none can be made of these updates
   */
  ServerStep model(LiveRound round, Decision decision, int chunk, ChunkSum sum) {
    if (sum.content instanceof CollectedChunk collected) {
      return new ServerStep(
          ((CollectedMethod) round.plan.method())
              .combine(collected.payloads(), collected.weights(), round.plan.terms(chunk)),
          NO_STATE);
    }
    if (sum.content instanceof WindowContent window) {
      return new ServerStep(window.combine(sum.bases), NO_STATE);
    }
    ChunkAggregate aggregate = ((SummedChunk) sum.content).aggregate;
    Decision shared = round.conclusion;
    ByteBuffer base = sum.base();
    if (shared != null && base != null) {
      aggregate.add(base, shared.getBaseShare());
    }
    FinaliseTerms terms =
        new FinaliseTerms(
            shared == null ? round.masks.totalWeight(decision) : shared.getTotalWeight(),
            decision.getCohortSize(),
            base,
            sum.state,
            decision.getEffectiveSteps(),
            noise.of(round, decision, chunk),
            round.masks.of(chunk));
    return aggregate instanceof ServerAggregate server
        ? server.step(terms)
        : new ServerStep(aggregate.finalise(terms), NO_STATE);
  }
}
