package io.fedlog.benchmarks.methods;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Cohort;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.ServerAggregate;
import io.fedlog.learning.method.Shares;
import io.fedlog.learning.method.StreamedMethod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Makes a model of updates in memory as an aggregator's chunk tasks and its quorum make it of
 * updates on the log: by the same calls of the method, chunk by chunk, and where the method
 * measures distances in two passes with its conclusion between them.
 */
final class ChunkedRound {
  private static final int LARGEST_CHUNK = 512 << 10;

  private final AggregationMethod method;
  private final MethodTerms terms;
  private final CutUpdates updates;

  /** What each update and the base version count for. */
  private record Weights(long[] ofUpdates, long ofBase) {
    long total() {
      return LongStream.of(ofUpdates).sum() + ofBase;
    }
  }

  /**
   * A round of the updates, each of weight 1.
   *
   * @throws IllegalArgumentException when the method cannot work with them
   */
  ChunkedRound(String method, Map<String, String> parameters, CutUpdates updates) {
    this.method = Methods.named(method);
    this.updates = updates;
    this.terms =
        new MethodTerms(
            Encoding.FLOAT32,
            Grid.finest(CutUpdates.MAX_ABS_VALUE, 0, 1, updates.count(), 1),
            (long) Float.BYTES * updates.parameters(),
            updates.chunkBytes(),
            updates.chunks(),
            updates.count(),
            parameters);
    Methods.check(method, terms);
  }

  /** The chunks that a coordinator would choose, in bytes. */
  static int chunkBytes(String method) {
    long most = Methods.mostChunkBytes(method, Encoding.FLOAT32);
    return (int) Math.min(LARGEST_CHUNK, Long.highestOneBit(most));
  }

  /** The model's chunks. */
  List<byte[]> make(Workers workers) throws InterruptedException {
    Weights weights =
        method instanceof MeasuredMethod m ? weigh(m, workers) : new Weights(ones(), 0);
    byte[][] model = new byte[updates.chunks()][];
    List<Integer> unused =
        workers.share(
            model.length,
            chunks -> {
              chunks.forEach(chunk -> model[chunk] = chunk(chunk, weights));
              return 0;
            });
    return List.of(model);
  }

  private Weights weigh(MeasuredMethod measured, Workers workers) throws InterruptedException {
    boolean fromBase = measured.fromBase();
    List<byte[]> reports =
        workers.share(
            updates.chunks(),
            chunks -> {
              DistanceSums sums = new DistanceSums(updates.count(), fromBase, terms);
              chunks.forEach(chunk -> sums.measure(points(chunk, fromBase)));
              return sums.toBytes();
            });
    DistanceSums sums = new DistanceSums(updates.count(), fromBase, terms);
    reports.forEach(report -> sums.add(ByteBuffer.wrap(report)));
    Shares shares = measured.conclude(new Cohort(sums.distances(), ones(), terms.parameters()));
    return new Weights(shares.ofUpdates(), shares.ofBase());
  }

  private List<ByteBuffer> points(int chunk, boolean withBase) {
    List<ByteBuffer> points = new ArrayList<>(updates.payloads(chunk));
    if (withBase) {
      points.add(updates.base(chunk));
    }
    return points;
  }

  private byte[] chunk(int chunk, Weights weights) {
    List<ByteBuffer> payloads = new ArrayList<>();
    long[] counted = LongStream.of(weights.ofUpdates()).filter(weight -> weight > 0).toArray();
    for (int update = 0; update < updates.count(); update++) {
      if (weights.ofUpdates()[update] > 0) {
        payloads.add(updates.payloads(chunk).get(update));
      }
    }
    ChunkTerms chunkTerms =
        new ChunkTerms(
            terms.encoding(),
            terms.grid(),
            chunk,
            updates.base(chunk).remaining(),
            terms.parameters());
    if (method instanceof CollectedMethod collected) {
      return collected.combine(payloads, counted, chunkTerms);
    }
    ChunkAggregate aggregate = ((StreamedMethod) method).newAggregate(chunkTerms);
    aggregate.addAll(payloads, counted);
    if (weights.ofBase() > 0) {
      aggregate.add(updates.base(chunk), weights.ofBase());
    }
    FinaliseTerms end =
        new FinaliseTerms(weights.total(), updates.count(), updates.base(chunk), null);
    return aggregate instanceof ServerAggregate server
        ? server.step(end).model()
        : aggregate.finalise(end);
  }

  private long[] ones() {
    long[] ones = new long[updates.count()];
    Arrays.fill(ones, 1);
    return ones;
  }
}
