package io.fedlog.learning.round;

import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupFold;
import io.fedlog.learning.secure.GroupFold.Phase;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Refusal;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.Unmasking;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the quorum holds of one round that masks: the protocol's own fold, and what of it must
 * outlive this process. Mutable; owned by the round.
 */
final class SecureState {
  /** No time. */
  static final long NEVER = -1;

  final MaskingTerms terms;

  /** How far the weight is unmasked, where weights are not all the same. */
  final SecureWeight weight = new SecureWeight();

  /** Its rows, while it is brought back. */
  final SecureRestore kept = new SecureRestore(weight);

  /** Whose keys are in. */
  final HeardKeys keys;

  private final GroupFold fold;
  private final Set<String> dealt = new HashSet<>();
  private final Set<String> confirmed = new HashSet<>();
  private final Set<String> revealed = new HashSet<>();
  private @Nullable Group group;
  private @Nullable StoreSet sharers;
  private @Nullable Outcome outcome;
  private @Nullable Unmasking unmasking;

  /** Records that were let in; gives each a number of its own. */
  int records;

  /** When shares are no longer taken, the log's time; {@link #NEVER} before the group is closed. */
  long shareUntil = NEVER;

  /** When the masks were taken off, the log's time. */
  long unmaskedAt = NEVER;

  /**
   * Why its updates cannot make a sum yet, though the round could be decided; null when that is to
   * be asked: another update is in, or one is taken out.
   */
  @Nullable String missing;

  SecureState(MaskingTerms terms) {
    this.terms = terms;
    this.keys = new HeardKeys(terms);
    this.fold = new GroupFold(terms.protocol(), keys.enrolled());
  }

  Phase phase() {
    return fold.phase();
  }

  /** Does something without checking signatures: those of what has counted before. */
  void trusting(Runnable action) {
    keys.enrolled().trusting(action);
  }

  /** Takes a record in that has counted before. */
  void restore(SecureRecord record) {
    Optional<Refusal> refusal = accept(record, remark -> {});
    if (refusal.isPresent()) {
      throw new IllegalStateException(
          "a kept record of " + record.store() + " no longer counts: " + refusal.get().message());
    }
  }

  /**
   * Takes a record in; why not.
   *
   * @param remarks is told what of a record does not count that does
   */
  Optional<Refusal> accept(SecureRecord record, Consumer<Refusal> remarks) {
    if (record instanceof SecureRecord.Keys own) {
      return keys.take(own, fold);
    } else if (record instanceof SecureRecord.Dealt own) {
      return counted(fold.accept(own.shares()), record, dealt::add);
    } else if (record instanceof SecureRecord.Confirmed own) {
      return counted(fold.accept(own.confirmation()), record, confirmed::add);
    }
    Reveal reveal = ((SecureRecord.Revealed) record).reveal();
    return counted(fold.accept(reveal, remarks), record, revealed::add);
  }

  private static Optional<Refusal> counted(
      Optional<Refusal> refusal, SecureRecord record, Consumer<String> count) {
    if (refusal.isEmpty()) {
      count.accept(record.store());
    }
    return refusal;
  }

  /** A store's masked update is complete; why it cannot be in the sum. */
  Optional<Refusal> accept(MaskSeal seal) {
    Optional<Refusal> refusal = fold.accept(seal);
    if (refusal.isEmpty()) {
      missing = null;
    }
    return refusal;
  }

  /** The store takes no part any more. */
  void withdraw(String store) {
    if (phase() == Phase.ADVERTISE) {
      keys.remove(store);
    }
    dealt.remove(store);
    fold.withdraw(store);
    missing = null;
  }

  Group closeGroup() {
    Group closed = fold.closeGroup();
    group = closed;
    return closed;
  }

  StoreSet closeSharers() {
    StoreSet closed = fold.closeSharers();
    sharers = closed;
    return closed;
  }

  Outcome closeSurvivors() {
    Outcome decided = fold.closeSurvivors();
    outcome = decided;
    return decided;
  }

  Group group() {
    if (group == null) {
      throw new IllegalStateException("the group is not closed: the round is in " + phase());
    }
    return group;
  }

  /** Whose updates make the sum; null before that is decided. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  boolean isUnmasked() {
    return unmaskedAt != NEVER;
  }

  boolean isRecoverable() {
    return fold.isRecoverable();
  }

  Unmasking unmask() {
    Unmasking known = unmasking == null ? fold.unmask() : unmasking;
    unmasking = known;
    return known;
  }

  /** Whether the weight's masks are being taken off: every event does some of them. */
  private boolean isUnmasking() {
    return weight.isBegun() && !isUnmasked();
  }

  long maskedWeight() {
    return fold.maskedWeight();
  }

  /** When a decided round must have got on: been unmasked, and then been made. */
  long dueAt(long decidedAt, long deadlineAt) {
    if (isUnmasking()) {
      return Math.max(deadlineAt, weight.dueAt());
    }
    return isUnmasked()
        ? Math.max(deadlineAt, Bounds.after(unmaskedAt, Round.FINALISE_MS))
        : Bounds.after(decidedAt, terms.phaseMs());
  }

  /** When a tick can next change the round: no later than {@code due}. */
  long dueBefore(long due) {
    if (isUnmasking()) {
      return Long.MIN_VALUE;
    }
    return phase() == Phase.SHARE ? Math.min(due, shareUntil) : due;
  }

  /** Whether the store may upload: masks were agreed with it. */
  boolean isSharer(String store) {
    return sharers != null && place(store) >= 0 && sharers.contains(place(store));
  }

  /** Whether the store's update is in the sum. */
  boolean isSurvivor(String store) {
    return outcome != null && place(store) >= 0 && outcome.survivors().contains(place(store));
  }

  private int place(String store) {
    return group == null || !keys.has(store) ? -1 : group.ordinalOf(store);
  }

  /** How many stores have shared. */
  int dealt() {
    return dealt.size();
  }

  /** What is lacking to take the masks off, in words. */
  String lacking() {
    if (phase() != Phase.REVEAL) {
      return "%d must confirm before anybody reveals".formatted(group().size().quorum());
    }
    try {
      return "%d secrets are known, %s".formatted(unmask().secrets().length, weight.progress());
    } catch (RefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** How many records of the last phases are in, in words. */
  String progress() {
    return group().size().quorum() > 0
        ? "%d stores confirmed the outcome and %d revealed shares"
            .formatted(confirmed.size(), revealed.size())
        : revealed.size() + " stores revealed shares";
  }
}
