package io.fedlog.standalone.simulate;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.WindowDecision;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowSum;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chunk task of a simulated round with windows: the updates that wait, the versions that they
 * may rest on, and what becomes of both. Memory is for as many updates as wait and as many versions
 * as the round's chain has. Not thread-safe.
 */
final class WindowTask {
  private final PayloadCheck check;
  private final Grid grid;
  private final WindowMix mix;
  private final Map<AttemptReference, byte[]> waiting = new HashMap<>();
  private final Map<Long, byte[]> versions = new HashMap<>();

  /**
   * A task that knows no version yet.
   *
   * @param updates most of a window
   * @throws IllegalArgumentException when the method's weights leave no room for staleness
   */
  WindowTask(ChunkTask task, int updates, WindowMix mix) {
    this.check = task.payloadCheck();
    this.grid = WindowSum.gridOf(task.grid(), updates);
    this.mix = mix;
  }

  /** A version is there. */
  void add(long version, byte[] model) {
    versions.put(version, model);
  }

  /** Whether updates may still rest on a version. */
  boolean keeps(long version) {
    return versions.containsKey(version);
  }

  /** The parameters of a version that is kept. */
  float[] parameters(long version) {
    return Payload.read(model(version));
  }

  /** Forgets all versions but those. */
  void keepOnly(Set<Long> bases) {
    versions.keySet().retainAll(bases);
  }

  /** Takes an update in; says why not when it cannot be aggregated. */
  @Nullable PayloadFault take(AttemptReference attempt, byte[] payload, long weight) {
    PayloadFault fault = check.fault(ByteBuffer.wrap(payload), weight);
    if (fault == null) {
      waiting.put(attempt, payload);
    }
    return fault;
  }

  /** An attempt is over otherwise than in a window. */
  void forget(AttemptReference attempt) {
    waiting.remove(attempt);
  }

  /** Makes the decided window's version, whose updates need not wait any more. */
  byte[] make(long version, WindowDecision window) {
    byte[] newest = model(window.baseVersion());
    NumberFormat format = NumberFormat.FLOAT32;
    WindowSum sum = new WindowSum(grid, format, newest.length / format.bytes(), false);
    for (WindowDecision.Entry entry : window.entries()) {
      byte[] payload = waiting.remove(entry.attempt());
      if (payload == null) {
        throw new IllegalStateException(
            "the decision names %s, which was not taken in".formatted(entry.attempt()));
      }
      sum.add(
          ByteBuffer.wrap(payload), entry.baseVersion(), entry.weight(), entry.stalenessWeight());
    }
    byte[] made = sum.combine(mix, ByteBuffer.wrap(newest), base -> ByteBuffer.wrap(model(base)));
    add(version, made);
    return made;
  }

  private byte[] model(long version) {
    byte[] model = versions.get(version);
    if (model == null) {
      throw new IllegalStateException(
          "version %d is not kept; expected one of %s".formatted(version, versions.keySet()));
    }
    return model;
  }
}
