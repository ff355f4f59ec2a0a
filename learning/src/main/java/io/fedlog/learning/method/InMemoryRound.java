package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates updates that are all in memory, each as one chunk: the same model as a round makes of
 * them over the log. For simulations, benchmarks and trying a method out. Immutable.
 */
public final class InMemoryRound {
  private static final byte[] NOTHING = {};

  private final AggregationMethod method;
  private final MethodTerms terms;
  private final ChunkTerms chunk;

  /**
   * A round that is aggregated with a method.
   *
   * @throws IllegalArgumentException when the method cannot work so
   */
  public InMemoryRound(AggregationMethod method, MethodTerms terms) {
    method.check(terms);
    this.method = method;
    this.terms = terms;
    this.chunk =
        new ChunkTerms(
            terms.encoding(),
            terms.grid(),
            0,
            Math.toIntExact(terms.updateBytes()),
            terms.parameters());
  }

  /** The same of updates that state no steps. */
  public ServerStep make(
      List<ByteBuffer> payloads,
      long[] weights,
      @Nullable ByteBuffer base,
      @Nullable ByteBuffer state) {
    return make(payloads, weights, base, state, 0);
  }

  /**
   * The model, and what a server optimiser remembers beside it.
   *
   * @param payloads whole updates in the order of the store ids; at least one
   * @param weights one for each
   * @param base the base version, if there is one
   * @param state what the method left beside the base version, if it did
   * @param effectiveSteps mean by weight of local steps, for a {@link NormalisedMethod}; else 0
   * @throws FinaliseException when no model can be made of these updates
   */
  public ServerStep make(
      List<ByteBuffer> payloads,
      long[] weights,
      @Nullable ByteBuffer base,
      @Nullable ByteBuffer state,
      double effectiveSteps) {
    List<ByteBuffer> points = payloads;
    long[] shares = weights;
    if (method instanceof MeasuredMethod measured) {
      Shares concluded =
          measured.conclude(measure(payloads, weights, measured.fromBase() ? base : null));
      points = new ArrayList<>();
      List<Long> chosen = new ArrayList<>();
      for (int i = 0; i < weights.length; i++) {
        if (concluded.ofUpdates()[i] > 0) {
          points.add(payloads.get(i));
          chosen.add(concluded.ofUpdates()[i]);
        }
      }
      if (concluded.ofBase() > 0 && base != null) {
        points.add(base);
        chosen.add(concluded.ofBase());
      }
      shares = chosen.stream().mapToLong(Long::longValue).toArray();
    }
    if (method instanceof CollectedMethod collected) {
      return new ServerStep(collected.combine(points, shares, chunk), NOTHING);
    }
    if (method instanceof StreamedMethod streamed) {
      return stream(streamed, points, shares, base, state, effectiveSteps);
    }
    throw new IllegalStateException(
        "method " + method.name() + " is neither streamed nor collected, expected one of them");
  }

  private Cohort measure(List<ByteBuffer> payloads, long[] weights, @Nullable ByteBuffer base) {
    DistanceSums sums = new DistanceSums(payloads.size(), base != null, terms);
    List<ByteBuffer> points = new ArrayList<>(payloads);
    if (base != null) {
      points.add(base);
    }
    sums.measure(points);
    return new Cohort(sums.distances(), weights, terms.parameters());
  }

  private ServerStep stream(
      StreamedMethod streamed,
      List<ByteBuffer> payloads,
      long[] weights,
      @Nullable ByteBuffer base,
      @Nullable ByteBuffer state,
      double effectiveSteps) {
    ChunkAggregate aggregate = streamed.newAggregate(chunk);
    aggregate.addAll(payloads, weights);
    FinaliseTerms end =
        new FinaliseTerms(
            Arrays.stream(weights).sum(), payloads.size(), base, state, effectiveSteps);
    return aggregate instanceof ServerAggregate server
        ? server.step(end)
        : new ServerStep(aggregate.finalise(end), NOTHING);
  }
}
