package io.fedlog.standalone.simulate;

import io.fedlog.learning.method.InMemoryRound;
import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.ServerStep;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps a round's updates for a method that needs them all at once. */
final class KeptUpdates implements RoundUpdates {
  private final InMemoryRound round;
  private final PayloadCheck check;
  private final byte[] base;
  private final Map<String, Kept> byStore = new TreeMap<>();

  private record Kept(byte[] payload, long weight) {}

  KeptUpdates(InMemoryRound round, PayloadCheck check, byte[] base) {
    this.round = round;
    this.check = check;
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
  public ServerStep make(long totalWeight, double effectiveSteps) {
    List<ByteBuffer> payloads = new ArrayList<>();
    byStore.values().forEach(kept -> payloads.add(ByteBuffer.wrap(kept.payload())));
    long[] weights = byStore.values().stream().mapToLong(Kept::weight).toArray();
    return round.make(payloads, weights, ByteBuffer.wrap(base), null, effectiveSteps);
  }
}
