package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A round that is not closed, as one chunk task holds it in memory. Mutable. */
final class LiveRound {
  final ChunkPlan plan;
  final String roundId;

  /** Chunks of the model that this task has yet to publish, should the round be decided. */
  final TreeSet<Integer> unpublished = new TreeSet<>();

  private final Map<Integer, ChunkSum> sums = new TreeMap<>();

  @Nullable Decision decision;

  /** The decided attempt of each store. */
  Map<String, Long> wanted = Map.of();

  LiveRound(ChunkPlan plan) {
    this.plan = plan;
    this.roundId = plan.definition().getRoundId();
    for (int chunk : plan.chunks()) {
      unpublished.add(chunk);
    }
  }

  /** The chunk's sum, begun if there is none. */
  ChunkSum sum(int chunk) {
    return sums.computeIfAbsent(chunk, index -> new ChunkSum(plan.newAggregate(index)));
  }

  /** Whether it is decided and chunks of it are still to be made here. */
  boolean isToBeMade() {
    return decision != null && !unpublished.isEmpty();
  }

  void published(int chunk) {
    unpublished.remove(chunk);
    sums.remove(chunk);
  }

  void decide(Decision decided, List<RosterPage> roster) {
    decision = decided;
    wanted = cohort(decided, roster);
  }

  /** The counted attempt of each store that completed before the decision. */
  static Map<String, Long> completed(List<RosterPage> roster) {
    Map<String, Long> completed = new HashMap<>();
    for (RosterPage page : roster) {
      page.getEntries().forEach(e -> completed.put(e.getStoreId(), e.getAttemptId()));
    }
    return completed;
  }

  /** The attempts that a decision names. */
  static Map<String, Long> cohort(Decision decision, List<RosterPage> roster) {
    Map<String, Long> cohort = new HashMap<>();
    byte[] bits = new byte[decision.getCohort().remaining()];
    decision.getCohort().duplicate().get(bits);
    for (RosterPage page : roster) {
      int ordinal = page.getFirstOrdinal();
      for (RosterEntry entry : page.getEntries()) {
        if (ordinal / 8 < bits.length && (bits[ordinal / 8] >> (ordinal % 8) & 1) != 0) {
          cohort.put(entry.getStoreId(), entry.getAttemptId());
        }
        ordinal++;
      }
    }
    return cohort;
  }
}
