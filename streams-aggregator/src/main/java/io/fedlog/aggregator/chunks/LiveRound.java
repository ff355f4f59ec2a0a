package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Chunks whose sums were not kept and are being read. */
  private final Set<Integer> making = new HashSet<>();

  private final SumMemory.Share memory;

  @Nullable Decision decision;

  /** The decided attempt of each store. */
  Map<String, Long> wanted = Map.of();

  LiveRound(ChunkPlan plan, SumMemory.Share memory) {
    this.plan = plan;
    this.memory = memory;
    this.roundId = plan.definition().getRoundId();
    for (int chunk : plan.chunks()) {
      unpublished.add(chunk);
    }
  }

  /** The chunk's sum, kept if there is room for it; only while the round is not decided. */
  ChunkSum sum(int chunk) {
    ChunkSum sum = known(chunk);
    sum.keep(memory);
    return sum;
  }

  /** The chunk's sum as it is. */
  ChunkSum known(int chunk) {
    return sums.computeIfAbsent(
        chunk,
        index -> new ChunkSum(plan.newAggregate(index), plan.definition().getGrid().getLanes()));
  }

  /** Gives up a sum that has become too large. */
  void giveUp(int chunk) {
    ChunkSum sum = sums.remove(chunk);
    if (sum != null) {
      sum.close();
    }
    known(chunk).lose();
  }

  /** Whether it is decided and chunks of it are still to be made here. */
  boolean isToBeMade() {
    return decision != null && !unpublished.isEmpty();
  }

  /** Begins a sum that was not kept, if there is room for it. */
  boolean begin(int chunk) {
    return known(chunk).work(memory) && making.add(chunk);
  }

  /** How many sums that were not kept are being read. */
  int inTheMaking() {
    return making.size();
  }

  void published(int chunk) {
    unpublished.remove(chunk);
    making.remove(chunk);
    ChunkSum sum = sums.remove(chunk);
    if (sum != null) {
      sum.close();
    }
  }

  /** Gives back all memory. */
  void close() {
    sums.values().forEach(ChunkSum::close);
    sums.clear();
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
