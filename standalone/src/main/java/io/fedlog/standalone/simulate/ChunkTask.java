package io.fedlog.standalone.simulate;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.InMemoryRound;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.NormalisedMethod;
import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.StreamedMethod;
import io.fedlog.learning.round.WeightRule;
import org.jspecify.annotations.Nullable;

/**
 * What the chunk task of a simulated chain needs to know. It takes an update in as one chunk, which
 * makes the same model as many; what a method can work with is asked for chunks as a live round has
 * them.
 */
final class ChunkTask {
  /** As the coordinator has it unless told otherwise. */
  private static final double MAX_ABS_VALUE = 1024;

  private static final String WEIGHTED = "weighted";

  private final AggregationMethod method;
  private final MethodTerms terms;
  private final ChunkTerms chunk;

  /**
   * Checks the method as the creation of a round does.
   *
   * @param updateBytes of every update
   * @param minStores fewest updates of a round
   * @param cohort most updates of a round
   * @param mostRows the most rows of a store
   * @throws IllegalArgumentException when the method cannot work so
   */
  ChunkTask(MethodChoice choice, int updateBytes, int minStores, int cohort, int mostRows) {
    this.method = Methods.named(choice.name());
    long maxWeight = weighting().kind() == WeightRule.Kind.SAMPLES ? mostRows : 1;
    Grid grid = Grid.finest(MAX_ABS_VALUE, 0, maxWeight, cohort, 2);
    int chunkBytes =
        (int) Math.min(updateBytes, Methods.mostChunkBytes(choice.name(), Encoding.FLOAT32));
    int chunks = (updateBytes - 1) / chunkBytes + 1;
    this.terms =
        new MethodTerms(
            Encoding.FLOAT32,
            grid,
            updateBytes,
            chunkBytes,
            chunks,
            minStores,
            choice.parameters());
    this.chunk = new ChunkTerms(Encoding.FLOAT32, grid, 0, updateBytes, choice.parameters());
    Methods.check(choice.name(), terms);
  }

  /** Rows weigh when the method is named so; else every update counts the same. */
  WeightRule weighting() {
    return new WeightRule(
        method.name().equals(WEIGHTED) ? WeightRule.Kind.SAMPLES : WeightRule.Kind.EQUAL, null);
  }

  /** Whether every seal must state its store's local steps. */
  boolean countsSteps() {
    return method instanceof NormalisedMethod;
  }

  Grid grid() {
    return terms.grid();
  }

  /** What is asked of every update. */
  PayloadCheck payloadCheck() {
    return method.payloadCheck(chunk);
  }

  /**
   * Begins a round.
   *
   * @param base the version that stores start from
   * @param state of the server optimiser beside it, null for none
   */
  RoundUpdates begin(byte[] base, byte @Nullable [] state) {
    return method instanceof StreamedMethod streamed && !(method instanceof MeasuredMethod)
        ? new StreamedUpdates(streamed.newAggregate(chunk), base, state)
        : new KeptUpdates(new InMemoryRound(method, terms), payloadCheck(), base);
  }
}
