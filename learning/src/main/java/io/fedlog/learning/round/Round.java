package io.fedlog.learning.round;

import io.fedlog.learning.secure.GroupFold.Phase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One round as the quorum holds it. Mutable; owned by the machine. */
final class Round {
  /** How long a decided round may take to be made: a crash's recovery and a rebuild fit in. */
  static final long FINALISE_MS = 10 * 60_000L;

  final RoundTerms terms;
  final long openedAt;
  final long openedOffset;
  final BitSet pagesSeen = new BitSet();
  final Map<String, Participant> stores = new LinkedHashMap<>();
  final StoreRoom room;

  /** Counted attempts by ordinal. */
  final List<AttemptReference> completion = new ArrayList<>();

  RoundStatus status = RoundStatus.CREATED;
  @Nullable String reason;
  int targeted;
  int joined;
  int completed;
  boolean aggregateNow;

  /** The method to aggregate by, where it is not the definition's. */
  @Nullable MethodChoice choice;

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

  /** Server state lies beside chunks of the model. */
  boolean withState;

  long decidedAt;
  long endedAt;
  long logOffset;
  final Map<Integer, byte[]> chunkRoots = new TreeMap<>();

  /** What was measured of the cohort, if the method asks for it. */
  final Measurements measurements = new Measurements();

  final Map<Integer, Fates> chunkTallies = new TreeMap<>();
  final Map<Integer, Fates> byteTallies = new TreeMap<>();
  boolean settled;
  boolean retired;

  /** Fates that no later record can change; set when the round is settled. */
  Fates settledAttempts = Fates.NONE;

  Map<String, Double> trainingMetrics = Map.of();

  /** For its figures alone. */
  final RoundTrace trace = new RoundTrace();

  /** What stores sent with noise of their own. */
  SortedMap<String, Releases> releases = new TreeMap<>();

  /** Names the secret that the aggregator's noise is to be drawn from. */
  @Nullable String noiseKeyId;

  /** What tallies name. */
  final NamedAttempts named;

  /** Where decisions are windows; else null. */
  final @Nullable Windows windows;

  /** Where updates are masked; else null. What it holds is forgotten with the round's end. */
  @Nullable SecureState secure;

  /** Shown since the last change. */
  boolean shown = true;

  /** What its head said when it was last saved, as far as an upload can change it. */
  @Nullable Mark saved;

  /** What uploads change of the head, but for counts that follow from the stores' rows. */
  record Mark(
      RoundStatus status,
      boolean ready,
      boolean shown,
      int rosterPages,
      long logOffset,
      long over,
      long joinedAt) {}

  Round(RoundTerms terms, long openedAt, long openedOffset) {
    this.terms = terms;
    this.openedAt = openedAt;
    this.openedOffset = openedOffset;
    this.windows =
        terms.windows() == null
            ? null
            : new Windows(terms.windows(), terms.baseVersion(), openedAt);
    this.secure = terms.masking() == null ? null : new SecureState(terms.masking());
    this.room = new StoreRoom(terms.maxCohort(), stores);
    this.named = new NamedAttempts(room.most() * TrackedAttempts.MOST);
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

  Mark mark() {
    long over = windows == null ? 0 : windows.over.received();
    return new Mark(status, ready, shown, rosterPages, logOffset, over, trace.joinedAt);
  }

  /** Counts once more what follows from the stores: the head may be older than their rows. */
  void recount() {
    joined = 0;
    completed = 0;
    room.recount();
    for (Participant store : stores.values()) {
      if (!store.withdrawn) {
        joined += store.joined ? 1 : 0;
        completed += store.counted() == null ? 0 : 1;
      }
    }
    rosterBytes =
        completion.subList(rosterEntries, completion.size()).stream()
            .mapToInt(RosterPages::bytes)
            .sum();
    if (windows != null) {
      completed = windows.waiting.size();
    }
  }

  boolean targetsKnown() {
    return pagesSeen.cardinality() == terms.targetPages();
  }

  /** Whether no further store may join; the deadline closes a window that would outlast it. */
  boolean windowClosed(long now) {
    return now >= windowEnd()
        || (windows == null && allTargetsJoined())
        || (secure != null && secure.phase() != Phase.ADVERTISE);
  }

  /** When no further store may join, if not all have before. */
  long windowEnd() {
    return windows != null
        ? deadlineAt()
        : Bounds.after(openedAt, Math.min(terms.joinWindowMs(), terms.deadlineMs()));
  }

  private boolean allTargetsJoined() {
    return terms.targetCount() > 0 && targetsKnown() && joined >= targeted;
  }

  /** Notes when all targets have joined; in a round that masks, before its group is closed. */
  void noteJoined(long now) {
    boolean joining = secure == null || secure.phase() == Phase.ADVERTISE;
    if (trace.joinedAt == 0 && status.isOpen() && joining && allTargetsJoined()) {
      trace.joinedAt = now;
    }
  }

  /** Notes an update that is in a version, unless its seal may not tell of it. */
  void noteAggregated(RoundEvent.Sealed seal, long staleness) {
    if (terms.privacy() == null && terms.masking() == null) {
      trace.add(seal.trainingSamples(), seal.weight(), staleness);
    }
  }

  /** The rule of decision: minimum, then enough to take at once, or threshold and window. */
  boolean mayDecide(long now) {
    if (!targetsKnown()
        || completed < terms.minStores()
        || (secure != null && secure.phase() != Phase.MASK)) {
      return false;
    }
    if (windows != null) {
      return windows.mayDecide(terms.minStores(), now, aggregateNow);
    }
    if (terms.takesNoMoreThan(completed)) {
      return true;
    }
    boolean waived = aggregateNow || (terms.aggregateAtDeadline() && now >= decideBy());
    return waived || (windowClosed(now) && completed >= terms.needed(joined));
  }

  long deadlineAt() {
    return Bounds.after(openedAt, terms.deadlineMs());
  }

  /** When the round must have been decided; before the deadline where stores have yet to reveal. */
  long decideBy() {
    return deadlineAt() - MaskingTerms.before(terms.masking());
  }

  /** When the round must have got on: been decided, and once decided been made. */
  long dueAt() {
    if (windows != null && windows.isMaking()) {
      return status.isOpen() ? Math.min(deadlineAt(), makingDueAt()) : makingDueAt();
    }
    if (status != RoundStatus.AGGREGATING) {
      return decideBy();
    }
    return secure == null
        ? Math.max(deadlineAt(), Bounds.after(decidedAt, FINALISE_MS))
        : secure.dueAt(decidedAt, deadlineAt());
  }

  /** When the window in the making must have been made. */
  long makingDueAt() {
    return Bounds.after(decidedAt, FINALISE_MS);
  }

  /** Whether a version is decided and not yet made. */
  boolean isInTheMaking() {
    return windows == null
        ? status == RoundStatus.AGGREGATING
        : !status.isOver() && windows.isMaking();
  }

  /**
   * When a tick can next change a round that is not over, if the last was at {@code ticked}: now,
   * to show what has changed; at the end of its window; when it must have got on.
   */
  long nextDueAfter(long ticked) {
    if (!shown) {
      return Long.MIN_VALUE;
    }
    if (windows != null) {
      return Math.min(
          dueAt(), status.isOpen() ? windows.dueAt(terms.minStores(), ticked) : dueAt());
    }
    long due = status.isOpen() && ticked < windowEnd() ? windowEnd() : dueAt();
    return secure == null ? due : secure.dueBefore(due);
  }

  /** Whether nothing more can come of it: all is counted, and the updates are gone. */
  boolean isForgotten() {
    return settled && retired;
  }

  /** Keeps only what is still asked for once all is counted. */
  void forgetStores() {
    if (windows == null) {
      stores.clear();
    } else { // their marks say which attempts are counted
      stores.values().removeIf(store -> store.mark == Participant.NO_MARK);
      stores.values().forEach(store -> store.attempts.clear());
      windows.waiting.clear();
      windows.making.clear();
    }
    room.recount();
    completion.clear();
    chunkRoots.clear();
    measurements.forget();
  }

  RoundView view() {
    return RoundView.of(this);
  }

  /** How many updates the model is made of: those of the cohort that have a share. */
  int updatesInModel() {
    return measurements.concluded ? measurements.sharing : cohortSize;
  }
}
