package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics say of one round. Mutable; guarded by the {@link LogBook} that has it. */
final class RoundOnLog {
  final RoundDefinition definition;
  final List<Decision> decisions = new ArrayList<>();
  final List<Integer> decisionsPartitions = new ArrayList<>();
  final Set<ModelManifest> manifests = new HashSet<>();
  final TreeMap<Integer, RosterPage> roster = new TreeMap<>();
  final TreeMap<Integer, Set<ByteBuffer>> chunks = new TreeMap<>();
  final Set<RoundState> ends = new HashSet<>();
  @Nullable RoundState state;
  @Nullable RoundMetrics metrics;

  RoundOnLog(RoundDefinition definition) {
    this.definition = definition;
  }

  String id() {
    return definition.getRoundId();
  }

  boolean isOver() {
    return state != null && LogReader.isOver(state.getStatus());
  }

  boolean isCompleted() {
    return state != null && state.getStatus() == RoundStatus.COMPLETED;
  }

  void note(RoundState came) {
    state = came;
    if (isOver()) {
      ends.add(came);
    }
  }

  void note(ModelChunk chunk) {
    ByteBuffer bytes = ByteBuffer.allocate(chunk.getPayload().remaining());
    bytes.put(chunk.getPayload().duplicate()).flip();
    chunks.computeIfAbsent(chunk.getChunkIndex(), index -> new HashSet<>()).add(bytes);
  }

  /** The attempts that the decision counts: bit i of the bitmap is ordinal i of the roster. */
  List<RosterEntry> cohort() {
    List<RosterEntry> all = new ArrayList<>();
    roster.values().forEach(page -> all.addAll(page.getEntries()));
    ByteBuffer bits = decisions.get(0).getCohort();
    List<RosterEntry> cohort = new ArrayList<>();
    for (int i = 0; i < 8 * bits.remaining(); i++) {
      if ((bits.get(bits.position() + i / 8) >> (i % 8) & 1) == 1) {
        cohort.add(all.get(i));
      }
    }
    return cohort;
  }

  /** The published bytes, chunk after chunk. */
  byte[] model() {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    chunks.values().forEach(same -> model.writeBytes(same.iterator().next().array()));
    return model.toByteArray();
  }

  /** Drops the bytes, once they are checked. */
  void forgetBytes() {
    chunks.clear();
  }
}
