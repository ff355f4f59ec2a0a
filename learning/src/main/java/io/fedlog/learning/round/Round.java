package io.fedlog.learning.round;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One round as the quorum holds it. Mutable; owned by the machine. */
final class Round {
  final RoundTerms terms;
  final long openedAt;
  final long openedOffset;
  final BitSet pagesSeen = new BitSet();
  final Map<String, Participant> stores = new LinkedHashMap<>();

  /** Counted attempts by ordinal. */
  final List<AttemptReference> completion = new ArrayList<>();

  RoundStatus status = RoundStatus.CREATED;
  @Nullable String reason;
  int targeted;
  int joined;
  int completed;
  boolean aggregateNow;

  /** Conditions met, waiting for the model type's version before this one. */
  boolean ready;

  int rosterPages;
  int rosterEntries;
  int rosterBytes;

  long version;
  @Nullable String sha256;
  int cohortSize;
  long totalWeight;
  long modelBytes;
  long decidedAt;
  long endedAt;
  long logOffset;
  final Map<Integer, byte[]> chunkRoots = new TreeMap<>();

  final Map<Integer, Fates> chunkTallies = new TreeMap<>();
  final Map<Integer, Fates> byteTallies = new TreeMap<>();
  boolean settled;
  boolean retired;

  /** Fates that no later record can change; set when the round is settled. */
  Fates settledAttempts = Fates.NONE;

  Map<String, Double> trainingMetrics = Map.of();
  final Set<AttemptReference> unfinished = new TreeSet<>(Settlement.BY_STORE);
  final Set<AttemptReference> late = new TreeSet<>(Settlement.BY_STORE);

  /** Attempts with a fixed fate that a later tally may still name. */
  final Set<AttemptReference> fixed = new TreeSet<>(Settlement.BY_STORE);

  /** Shown since the last change. */
  boolean shown = true;

  Round(RoundTerms terms, long openedAt, long openedOffset) {
    this.terms = terms;
    this.openedAt = openedAt;
    this.openedOffset = openedOffset;
  }

  void become(RoundStatus next) {
    if (!status.canBecome(next)) {
      throw new IllegalStateException(
          "round " + terms.roundId() + " cannot go from " + status + " to " + next);
    }
    status = next;
  }

  Participant store(String storeId) {
    return stores.computeIfAbsent(storeId, Participant::new);
  }

  boolean targetsKnown() {
    return pagesSeen.cardinality() == terms.targetPages();
  }

  /** Whether no further store may join. */
  boolean windowClosed(long now) {
    return now >= openedAt + terms.joinWindowMs() || allTargetsJoined();
  }

  private boolean allTargetsJoined() {
    return terms.targetCount() > 0 && targetsKnown() && joined >= targeted;
  }

  /** The rule of decision: minimum, threshold, window. */
  boolean mayDecide(long now) {
    if (!targetsKnown() || completed < terms.minStores()) {
      return false;
    }
    return aggregateNow || (completed >= terms.needed(joined) && windowClosed(now));
  }

  long deadlineAt() {
    return openedAt + terms.deadlineMs();
  }

  void addUnfinished(AttemptReference attempt) {
    if (!fixed.contains(attempt)) {
      unfinished.add(attempt);
    }
  }

  void addLate(AttemptReference attempt) {
    if (!fixed.contains(attempt)) {
      late.add(attempt);
    }
  }

  /** Keeps only what is still asked for once all is counted. */
  void forgetStores() {
    stores.clear();
    completion.clear();
    chunkRoots.clear();
  }

  RoundView view() {
    return new RoundView(
        terms.roundId(),
        terms.modelType(),
        status,
        reason,
        joined,
        completed,
        terms.needed(joined),
        version,
        sha256,
        cohortSize,
        openedAt,
        decidedAt,
        endedAt,
        deadlineAt(),
        logOffset);
  }

  /** What is missing, in words. */
  String shortfall() {
    return completed
        + " of "
        + joined
        + " participating stores completed; "
        + terms.needed(joined)
        + " were needed (min_stores "
        + terms.minStores()
        + ", threshold "
        + terms.threshold().toPlainString()
        + ")";
  }

}
