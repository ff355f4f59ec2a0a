package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.UnmaskingPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes decided chunks again outside the topology, by the code that makes them in it. Keeps no
 * account of memory: whoever reads the updates does. For one thread.
 */
public final class ChunkRemaking {
  /** Asking for bases again when a registry does not answer. */
  private static final int MOST_TRIES = 5;

  private final SumMemory.Share memory = new SumMemory(Long.MAX_VALUE).open();
  private final ChunkMaking making;
  private final MaskSums masks;
  private final BaseChunks bases;

  /**
   * @param masks works out what takes masks off, at once
   * @param models finds bases, and answers as soon as it is asked
   */
  public ChunkRemaking(CentralNoise noise, MaskSums masks, ModelReader models, Codecs codecs) {
    this.making = new ChunkMaking(noise);
    this.masks = masks;
    this.bases = new BaseChunks(models, codecs, memory);
  }

  /**
   * The chunks of a decided model in one partition, of which nothing has been read.
   *
   * @param conclusion of phase 1; null before there is one
   * @throws IllegalArgumentException when the orders do not go together
   */
  public DecidedChunks begin(
      ChunkPlan plan,
      int partition,
      Decision decision,
      List<RosterPage> roster,
      @Nullable Decision conclusion,
      List<UnmaskingPage> unmasking) {
    LiveRound round = new LiveRound(plan, memory);
    round.decide(decision, roster);
    if (conclusion != null && plan.isMasked()) {
      round.masks.take(plan, conclusion, unmasking, masks);
    } else if (conclusion != null) {
      round.conclude(conclusion);
    }
    return new DecidedChunks(round, plan, decision, memory, partition);
  }

  /**
   * Makes a chunk of which everything has been read.
   *
   * @throws FinaliseException when it cannot be made; the message says why and names the store
   */
  public ServerStep make(DecidedChunks chunks, int chunk) {
    ChunkSum sum = whole(chunks, chunk);
    try {
      return making.model(chunks.round, chunks.decision, chunk, sum);
    } catch (FinaliseException e) {
      throw e;
    } catch (RuntimeException e) { // a method that users brought along
      throw new FinaliseException("the aggregation method failed: " + e);
    }
  }

  /**
   * Measures a chunk of which everything has been read.
   *
   * @throws FinaliseException when that cannot be done
   */
  public void measure(DecidedChunks chunks, int chunk) {
    ChunkMaking.measure(chunks.round, whole(chunks, chunk));
  }

  private ChunkSum whole(DecidedChunks chunks, int chunk) {
    String lacking = chunks.lacking(chunk);
    if (lacking != null) {
      throw new FinaliseException(lacking);
    }
    LiveRound round = chunks.round;
    if (round.masks.isAwaited()) {
      throw new FinaliseException("what takes the masks off its sum is not on the log");
    }
    ChunkSum sum = round.known(chunk);
    long now = 0;
    for (int tries = 0; !bases.isReady(round, chunk, sum); tries++) {
      if (tries == MOST_TRIES) {
        throw new FinaliseException("its base version cannot be read: no schema was found for it");
      }
      bases.take(now);
      now += Absences.PATIENCE_MS; // what is not there now was not there then
    }
    String fault = ChunkMaking.fault(round, sum);
    if (fault != null) {
      throw new FinaliseException(fault);
    }
    return sum;
  }
}
