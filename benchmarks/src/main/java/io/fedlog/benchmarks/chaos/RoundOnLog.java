package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.RoundTally;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics say of one round. Mutable; guarded by the {@link LogBook} that has it. */
final class RoundOnLog {
  final RoundDefinition definition;
  final List<Decision> decisions = new ArrayList<>();
  final List<Integer> decisionsPartitions = new ArrayList<>();
  final List<ModelManifest> manifests = new ArrayList<>();
  final TreeMap<Integer, RosterPage> roster = new TreeMap<>();
  final TreeMap<Integer, List<ByteBuffer>> chunks = new TreeMap<>();
  final List<RoundState> ends = new ArrayList<>();

  /** What the round log says of it, in its order. */
  final List<Fact> facts = new ArrayList<>();

  final List<RejectedRecord> refusals = new ArrayList<>();

  /** When the first copy of the decision was appended, in milliseconds since 1970. */
  long decidedAt = Long.MAX_VALUE;

  /** When the first state that is an end was appended, in milliseconds since 1970. */
  long endedAt = Long.MAX_VALUE;

  @Nullable RoundState state;
  @Nullable RoundMetrics metrics;

  /** A record of the round log, with when it was appended. */
  record Fact(long offset, long timestamp, Object event) {}

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

  void note(RoundState came, long at) {
    state = came;
    if (isOver()) {
      endedAt = Math.min(endedAt, at);
      ends.add(came);
    }
  }

  void note(ModelChunk chunk) {
    ByteBuffer bytes = ByteBuffer.allocate(chunk.getPayload().remaining());
    bytes.put(chunk.getPayload().duplicate()).flip();
    chunks.computeIfAbsent(chunk.getChunkIndex(), index -> new ArrayList<>()).add(bytes);
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
    chunks.values().forEach(same -> model.writeBytes(same.get(0).array()));
    return model.toByteArray();
  }

  /** Partitions that have told what they hold of it; all of the round log before is here then. */
  long partitionsTallied() {
    return facts.stream()
        .map(Fact::event)
        .filter(RoundTally.class::isInstance)
        .map(event -> ((RoundTally) event).getPartition())
        .distinct()
        .count();
  }

  long attemptsRefused() {
    return refusals.stream().filter(refusal -> refusal.getAttemptId() != null).count();
  }

  /** Drops the bulk, once it is checked. */
  void forgetBytes() {
    chunks.clear();
    facts.clear();
  }
}
