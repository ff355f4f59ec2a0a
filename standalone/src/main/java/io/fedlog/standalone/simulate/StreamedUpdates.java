package io.fedlog.standalone.simulate;

import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.ServerAggregate;
import io.fedlog.learning.method.ServerStep;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Adds each update to a running aggregate: memory for one. */
final class StreamedUpdates implements RoundUpdates {
  private static final byte[] NOTHING = {};

  private final ChunkAggregate aggregate;
  private final byte[] base;
  private final byte @Nullable [] state;
  private int size;

  StreamedUpdates(ChunkAggregate aggregate, byte[] base, byte @Nullable [] state) {
    this.aggregate = aggregate;
    this.base = base;
    this.state = state;
  }

  @Override
  public @Nullable PayloadFault take(String storeId, byte[] payload, long weight) {
    PayloadFault fault = aggregate.tryAdd(ByteBuffer.wrap(payload), weight);
    size += fault == null ? 1 : 0;
    return fault;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ServerStep make(long totalWeight, double effectiveSteps) {
    FinaliseTerms terms =
        new FinaliseTerms(
            totalWeight,
            size,
            ByteBuffer.wrap(base),
            state == null ? null : ByteBuffer.wrap(state),
            effectiveSteps);
    return aggregate instanceof ServerAggregate server
        ? server.step(terms)
        : new ServerStep(aggregate.finalise(terms), NOTHING);
  }
}
