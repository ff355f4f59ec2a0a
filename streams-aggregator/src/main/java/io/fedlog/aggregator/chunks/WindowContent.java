package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowSum;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.Window;
import io.fedlog.schemas.WindowEntry;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One chunk of the updates of a window: a sum for each of their base versions. */
final class WindowContent implements ChunkContent {
  private final WindowSum sum;
  private final WindowMix mix;
  private final long newest;
  private final int lanes;
  private final Map<String, WindowEntry> entries = new HashMap<>();
  private final int bases;
  private int updates;

  /** An empty one. */
  WindowContent(ChunkPlan plan, Window window, int chunk) {
    this.sum = plan.newWindowSum(chunk);
    this.mix = plan.windowMix();
    this.newest = window.getBaseVersion();
    this.lanes = plan.definition().getGrid().getLanes();
    TreeSet<Long> versions = new TreeSet<>();
    for (WindowEntry entry : window.getEntries()) {
      entries.put(entry.getStoreId(), entry);
      versions.add(entry.getBaseVersion());
    }
    this.bases = versions.size();
  }

  /** The versions whose chunks {@link #combine} asks for, ascending. */
  static TreeSet<Long> versions(Window window, ChunkPlan plan) {
    TreeSet<Long> versions = new TreeSet<>(List.of(window.getBaseVersion()));
    if (plan.windowMix().needsBases(plan.ofDeltas())) {
      window.getEntries().forEach(entry -> versions.add(entry.getBaseVersion()));
    }
    return versions;
  }

  /** The next version's chunk, given those of {@link #versions}. */
  byte[] combine(Map<Long, ByteBuffer> chunks) {
    return sum.combine(
        mix,
        Objects.requireNonNull(chunks.get(newest)),
        version -> Objects.requireNonNull(chunks.get(version)));
  }

  @Override
  public void addAll(List<UpdateChunk> chunks) {
    for (int i = 0; i < chunks.size(); i++) {
      try {
        add(chunks.get(i));
      } catch (RuntimeException e) {
        chunks.subList(0, i).forEach(this::subtract);
        throw e;
      }
    }
  }

  private void add(UpdateChunk chunk) {
    WindowEntry entry = entry(chunk);
    sum.add(
        chunk.getPayload(), entry.getBaseVersion(), entry.getWeight(), entry.getStalenessWeight());
    updates++;
  }

  @Override
  public @Nullable PayloadFault tryAdd(UpdateChunk chunk) {
    addAll(List.of(chunk));
    return null;
  }

  @Override
  public void subtract(UpdateChunk chunk) {
    WindowEntry entry = entry(chunk);
    sum.subtract(
        chunk.getPayload(), entry.getBaseVersion(), entry.getWeight(), entry.getStalenessWeight());
    updates--;
  }

  private WindowEntry entry(UpdateChunk chunk) {
    WindowEntry entry = entries.get(chunk.getStoreId());
    if (entry == null || entry.getAttemptId() != chunk.getAttemptId()) {
      throw new IllegalArgumentException(
          "attempt %d of %s is not in the window"
              .formatted(chunk.getAttemptId(), chunk.getStoreId()));
    }
    return entry;
  }

  @Override
  public int updates() {
    return updates;
  }

  @Override
  public long heapBytes() {
    return HeapCost.of((long) bases * lanes * sum.size() * Long.BYTES, bases * lanes);
  }
}
