package io.fedlog.learning.round;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.UpdateNorm;
import io.fedlog.learning.round.Fates.Fate;
import io.fedlog.learning.secure.Refusal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows attempts from their first summary to their end. Summaries are of chunks, which nobody
 * signs: they make no store take part. Its seal does.
 */
final class AttemptIntake {
  private final int stride;
  private final Rows rows;
  private final AttemptEnds ends;
  private final TrackedAttempts attempts;

  AttemptIntake(int stride, Rows rows) {
    this.stride = stride;
    this.rows = rows;
    this.ends = new AttemptEnds(rows);
    this.attempts = new TrackedAttempts(rows, ends);
  }

  /** Whether the attempt has just become one that counts. */
  boolean summarised(Round round, long now, RoundEvent.Summarised event, List<Effect> effects) {
    Participant store = participant(round, now, event.attempt(), false, effects);
    Attempt attempt =
        store == null ? null : attempts.of(round, store, event.attempt(), false, effects);
    if (store == null || attempt == null || attempt.isEnded()) {
      return unchanged(round, store);
    }
    if (event.reason() != null) {
      return refuse(round, store, attempt, event.reason(), String.valueOf(event.detail()), effects);
    }
    if (!AttemptRules.fits(round.terms, stride, event)) {
      return refuse(
          round,
          store,
          attempt,
          "bad_summary",
          "of %d chunks from %d, %d bytes, %d bytes of roots: not what one partition holds"
              .formatted(
                  event.chunks(), event.firstChunk(), event.bytes(), event.chunkRoots().length),
          effects);
    }
    if (attempt.roots.containsKey(event.firstChunk())) {
      return unchanged(round, store);
    }
    UpdateNorm norm = round.terms.boundsNorms() ? event.norm() : null;
    if (norm == null && round.terms.boundsNorms()) {
      return refuse(
          round,
          store,
          attempt,
          "bad_summary",
          "no norm; expected one where it is bounded",
          effects);
    }
    if (attempt.weightSeen >= 0 && attempt.weightSeen != event.weight()) {
      return refuse(
          round,
          store,
          attempt,
          "weight_mismatch",
          "chunks of one attempt differ in weight",
          effects);
    }
    if (attempt.baseSeen >= 0 && attempt.baseSeen != event.baseVersion()) {
      return refuse(
          round, store, attempt, "wrong_base", "chunks of one attempt differ in base", effects);
    }
    attempt.weightSeen = event.weight();
    attempt.baseSeen = event.baseVersion();
    attempt.chunksSeen += event.chunks();
    attempt.bytesSeen += event.bytes();
    if (norm != null) {
      attempt.norm = attempt.norm == null ? norm : attempt.norm.plus(norm);
    }
    attempt.roots.put(event.firstChunk(), event.chunkRoots());
    rows.saveRoots(round, event.attempt(), event.firstChunk(), event.chunkRoots());
    return completeIfWhole(round, store, attempt, effects);
  }

  /** Whether the attempt has just become one that counts. */
  boolean sealed(Round round, long now, RoundEvent.Sealed seal, List<Effect> effects) {
    Participant store = participant(round, now, seal.attempt(), true, effects);
    Attempt attempt =
        store == null ? null : attempts.of(round, store, seal.attempt(), true, effects);
    if (store == null || attempt == null || attempt.isEnded() || attempt.seal != null) {
      return unchanged(round, store);
    }
    String fault = AttemptRules.fault(round, store, attempt, seal);
    if (fault != null) {
      int colon = fault.indexOf(':');
      return refuse(
          round, store, attempt, fault.substring(0, colon), fault.substring(colon + 2), effects);
    }
    attempt.seal = seal;
    return completeIfWhole(round, store, attempt, effects);
  }

  /** Nothing is new of the attempt; but it may have been its store's join. */
  private boolean unchanged(Round round, @Nullable Participant store) {
    if (store != null) {
      rows.save(round, store);
    }
    return false;
  }

  private boolean completeIfWhole(
      Round round, Participant store, Attempt attempt, List<Effect> effects) {
    RoundEvent.Sealed seal = attempt.seal;
    if (seal == null || !attempt.isComplete()) {
      rows.save(round, store);
      return false;
    }
    if (attempt.bytesSeen != seal.updateBytes() || attempt.weightSeen != seal.weight()) {
      return refuse(
          round,
          store,
          attempt,
          "seal_mismatch",
          "the seal says %d bytes of weight %d; the chunks have %d of weight %d"
              .formatted(seal.updateBytes(), seal.weight(), attempt.bytesSeen, attempt.weightSeen),
          effects);
    }
    if (attempt.baseSeen != seal.baseVersion()) {
      return refuse(
          round,
          store,
          attempt,
          "wrong_base",
          "the seal says version %d, the chunks say %d"
              .formatted(seal.baseVersion(), attempt.baseSeen),
          effects);
    }
    byte[] root = attempt.rootSeen(stride);
    if (!Arrays.equals(root, seal.rootDigest())) {
      return refuse(
          round,
          store,
          attempt,
          "digest_mismatch",
          "the seal says "
              + TreeHash.hex(seal.rootDigest())
              + ", the chunks give "
              + TreeHash.hex(root),
          effects);
    }
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy != null && attempt.norm != null && !attempt.norm.isWithin(privacy)) {
      return refuse(round, store, attempt, "over_norm", attempt.norm.beyond(privacy), effects);
    }
    rows.forgetRoots(round, seal.attempt(), attempt);
    if (round.windows != null) {
      return ends.complete(round, round.windows, store, attempt, effects);
    }
    boolean counts = false;
    if (!round.status.isOpen()) {
      attempt.fate = Fate.LATE;
    } else if (store.withdrawn) {
      attempt.fate = Fate.NOT_SELECTED;
    } else if (store.counted() != null) {
      attempt.fate = Fate.DUPLICATE;
    } else {
      Refusal refusal = secureRefusal(round, seal);
      if (refusal != null) {
        return refuse(
            round, store, attempt, SecurePhases.code(refusal), refusal.message(), effects);
      }
      attempt.ordinal = round.completion.size();
      round.completion.add(seal.attempt());
      round.completed++;
      counts = true;
    }
    rows.save(round, store);
    return counts;
  }

  /** Why a masked update cannot be in the sum; null when it can, or is a plain one. */
  private static @Nullable Refusal secureRefusal(Round round, RoundEvent.Sealed seal) {
    return round.secure == null || seal.mask() == null
        ? null
        : round.secure.accept(seal.mask()).orElse(null);
  }

  /**
   * The store; null when it has no place in the round and cannot have one.
   *
   * @param sealed whether it is heard of by a seal, which is its join if it may join
   */
  private @Nullable Participant participant(
      Round round, long now, AttemptReference attempt, boolean sealed, List<Effect> effects) {
    Participant store = round.stores.get(attempt.storeId());
    if (store != null && store.joined && !isOutside(round, attempt)) {
      return store;
    }
    if (!(sealed ? round.room.mayJoin(store) : store != null || round.room.isForStranger())) {
      effects.add(refused(round, attempt, "round_full", "no further store is remembered"));
      return null;
    }
    Participant joining = round.room.remember(attempt.storeId());
    if (!round.status.isOpen()) {
      return joining;
    }
    if (isOutside(round, attempt)) {
      return refuseJoin(round, joining, attempt, sealed, "not_in_group", effects);
    }
    String refusal =
        sealed
            ? Participation.admit(round, now, joining)
            : Participation.refusal(round, now, joining);
    return refusal == null
        ? joining
        : refuseJoin(round, joining, attempt, sealed, refusal, effects);
  }

  /** Whether the round masks, and no masks were agreed with the store. */
  private static boolean isOutside(Round round, AttemptReference attempt) {
    return round.secure != null
        && round.status.isOpen()
        && !round.secure.isSharer(attempt.storeId());
  }

  private @Nullable Participant refuseJoin(
      Round round,
      Participant joining,
      AttemptReference attempt,
      boolean sealed,
      String refusal,
      List<Effect> effects) {
    Attempt refused = attempts.of(round, joining, attempt, sealed, effects);
    if (refused != null && !refused.isEnded()) {
      refuse(round, joining, refused, refusal, "store " + attempt.storeId(), effects);
    } else if (refused != null) {
      rows.save(round, joining);
    }
    return null;
  }

  private boolean refuse(
      Round round,
      Participant store,
      Attempt attempt,
      String reason,
      String detail,
      List<Effect> effects) {
    attempt.refusal = Bounds.clip(reason, Bounds.NAME);
    attempt.seal = null;
    AttemptReference reference = new AttemptReference(store.storeId, attempt.id);
    if (round.windows == null) {
      rows.forgetRoots(round, reference, attempt);
      rows.save(round, store);
    } else {
      ends.reject(round, store, attempt, attempt.refusal, effects);
    }
    effects.add(refused(round, reference, attempt.refusal, detail));
    return false;
  }

  static Effect refused(Round round, AttemptReference attempt, String reason, String detail) {
    return new Effect.Refused(
        round.terms.roundId(),
        attempt.storeId(),
        attempt.attemptId(),
        reason,
        Bounds.clip(detail, Bounds.TEXT));
  }
}
