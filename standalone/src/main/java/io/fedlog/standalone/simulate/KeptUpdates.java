package io.fedlog.standalone.simulate;

import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Cohort;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.Shares;
import io.fedlog.learning.method.StreamedMethod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps a round's updates for a method that needs them all at once. */
final class KeptUpdates implements RoundUpdates {
  private final AggregationMethod method;
  private final MethodTerms terms;
  private final ChunkTerms chunk;
  private final PayloadCheck check;
  private final byte[] base;
  private final Map<String, Kept> byStore = new TreeMap<>();

  private record Kept(byte[] payload, long weight) {}

  KeptUpdates(AggregationMethod method, MethodTerms terms, ChunkTerms chunk, byte[] base) {
    this.method = method;
    this.terms = terms;
    this.chunk = chunk;
    this.check = method.payloadCheck(chunk);
    this.base = base;
  }

  @Override
  public @Nullable PayloadFault take(String storeId, byte[] payload, long weight) {
    PayloadFault fault = check.fault(ByteBuffer.wrap(payload), weight);
    if (fault == null) {
      byStore.put(storeId, new Kept(payload, weight));
    }
    return fault;
  }

  @Override
  public int size() {
    return byStore.size();
  }

  @Override
  public Made make(long totalWeight) {
    List<ByteBuffer> payloads = new ArrayList<>();
    byStore.values().forEach(kept -> payloads.add(ByteBuffer.wrap(kept.payload())));
    long[] weights = byStore.values().stream().mapToLong(Kept::weight).toArray();
    byte[] model =
        method instanceof MeasuredMethod measured
            ? shared(payloads, conclude(measured, payloads, weights))
            : combined(payloads, weights);
    return new Made(model, null);
  }

  private Shares conclude(MeasuredMethod measured, List<ByteBuffer> payloads, long[] weights) {
    DistanceSums sums = new DistanceSums(payloads.size(), true, terms);
    List<ByteBuffer> points = new ArrayList<>(payloads);
    points.add(ByteBuffer.wrap(base));
    sums.measure(points);
    return measured.conclude(new Cohort(sums.distances(), weights, terms.parameters()));
  }

  /** The model of the updates that have a share. */
  private byte[] shared(List<ByteBuffer> payloads, Shares shares) {
    List<ByteBuffer> chosen = new ArrayList<>();
    List<Long> parts = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      if (shares.ofUpdates()[i] > 0) {
        chosen.add(payloads.get(i));
        parts.add(shares.ofUpdates()[i]);
      }
    }
    if (shares.ofBase() > 0) {
      chosen.add(ByteBuffer.wrap(base));
      parts.add(shares.ofBase());
    }
    long[] weights = parts.stream().mapToLong(Long::longValue).toArray();
    if (method instanceof StreamedMethod streamed) {
      ChunkAggregate aggregate = streamed.newAggregate(chunk);
      aggregate.addAll(chosen, weights);
      return aggregate.finalise(
          new FinaliseTerms(shares.total(), chosen.size(), ByteBuffer.wrap(base), null));
    }
    return combined(chosen, weights);
  }

  private byte[] combined(List<ByteBuffer> payloads, long[] weights) {
    if (method instanceof CollectedMethod collected) {
      return collected.combine(payloads, weights, chunk);
    }
    throw new IllegalStateException(
        "method " + method.name() + " takes updates in neither one by one nor all at once");
  }
}
