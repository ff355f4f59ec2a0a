package io.fedlog.learning.round;

import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupFold.Phase;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Refusal;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.Unmasking;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event's consequences for a round that masks: lets in what its stores say, and says when each
 * phase of the protocol is over. Every phase ends once for ever.
 */
final class SecurePhases {
  private final ModelLine line;
  private final Stamp stamp;
  private final SecureRows rows;
  private final List<Effect> effects;
  private final Conclusion conclusion;
  private final Participation participation;

  SecurePhases(
      ModelLine line, Stamp stamp, Rows rows, List<Effect> effects, Conclusion conclusion) {
    this.line = line;
    this.stamp = stamp;
    this.rows = new SecureRows(rows);
    this.effects = effects;
    this.conclusion = conclusion;
    this.participation = new Participation(rows, conclusion, effects);
  }

  /** Takes in what a store says. */
  void take(Round round, SecureRecord record) {
    SecureState secure = round.secure;
    goOn(round); // by the log's time, however seldom it ticks
    if (secure == null) {
      refuse(
          round, record.store(), "not_secure", "the round does not mask; expected plain updates");
    } else if (round.status.isOver()) {
      if (record instanceof SecureRecord.Keys || record instanceof SecureRecord.Dealt) {
        refuse(round, record.store(), "round_not_open", "the round is " + round.status);
      } // others were enough: who reveals after them has done its part
    } else if (record instanceof SecureRecord.Keys keys) {
      advertised(round, secure, keys);
    } else if (isWithdrawn(round, record.store())) {
      refuse(round, record.store(), "withdrawn", "the store was taken out of the round");
    } else if ((!(record instanceof SecureRecord.Confirmed) || secure.phase() != Phase.REVEAL)
        && accepted(round, secure, record)) { // what confirms beyond a quorum changes nothing
      goOn(round);
    }
  }

  private static boolean isWithdrawn(Round round, String storeId) {
    Participant store = round.stores.get(storeId);
    return store != null && store.withdrawn;
  }

  private void advertised(Round round, SecureState secure, SecureRecord.Keys keys) {
    if (secure.keys.knows(keys)) {
      return;
    }
    String refusal = refusal(round, secure, keys.store());
    if (refusal != null) {
      refuse(round, keys.store(), refusal, "keys of store " + keys.store());
    } else if (secure.terms.isSigned() && keys.enrolledKey().length == 0) {
      conclusion.end(round, RoundStatus.FAILED, SignedKeys.NOBODY_SIGNS); // nor will the others
    } else if (accepted(round, secure, keys)) {
      participation.join(round, line.now, keys.store());
    }
  }

  /** Why a store's keys cannot make it one of the group; null when they can. */
  private @Nullable String refusal(Round round, SecureState secure, String store) {
    if (secure.keys.isFull() && round.targetsKnown()) {
      return "group_full";
    } else if (round.windowClosed(line.now)) {
      return "join_window_closed";
    }
    return isWithdrawn(round, store) ? "withdrawn" : Participation.refusal(round, line.now, store);
  }

  /** Whether the record counts. */
  private boolean accepted(Round round, SecureState secure, SecureRecord record) {
    Optional<Refusal> refusal =
        secure.accept(record, remark -> refuse(round, record.store(), remark));
    if (refusal.isPresent()) {
      refuse(round, record.store(), refusal.get());
      return false;
    }
    if (!secure.isUnmasked()) {
      rows.save(round, secure.records++, record);
    }
    return true;
  }

  /** Ends the phases whose time has come. */
  void goOn(Round round) {
    SecureState secure = round.secure;
    if (secure == null || round.status.isOver()) {
      return;
    }
    try {
      if (secure.phase() == Phase.ADVERTISE
          && round.targetsKnown()
          && (secure.keys.isFull() || round.windowClosed(line.now))) {
        closeGroup(round, secure);
      }
      if (secure.phase() == Phase.SHARE
          && (secure.dealt() == round.joined || line.now >= secure.shareUntil)) {
        closeSharers(round, secure);
      }
      if (round.status == RoundStatus.AGGREGATING
          && !secure.isUnmasked()
          && secure.isRecoverable()) {
        unmask(round, secure);
      }
    } catch (RefusedException e) {
      conclusion.end(round, RoundStatus.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void closeGroup(Round round, SecureState secure) {
    for (String store : secure.keys.beyondGroup()) { // they came before it was known who is asked
      refuse(round, store, "group_full", "keys of store " + store);
      participation.takeOut(round, round.store(store));
    }
    Group group = secure.closeGroup();
    String misfit = secure.terms.misfit(group.size());
    if (misfit != null) {
      conclusion.end(round, RoundStatus.FAILED, misfit);
      return;
    }
    secure.shareUntil = Bounds.after(line.now, secure.terms.phaseMs());
    rows.save(round, secure);
    step(round, new SecureStep.GroupClosed(group, secure.shareUntil));
  }

  /** Who has not shared is asked for nothing more. */
  private void closeSharers(Round round, SecureState secure) {
    StoreSet sharers = secure.closeSharers();
    rows.save(round, secure);
    for (Participant store : round.stores.values()) {
      if (store.joined && !store.withdrawn && !secure.isSharer(store.storeId)) {
        participation.takeOut(round, store);
      }
    }
    step(round, new SecureStep.SharersNamed(secure.group(), sharers, round.decideBy()));
  }

  /** Fixes whose updates make the sum, if there can be one. */
  boolean closeSurvivors(Round round, SecureState secure) {
    if (secure.missing != null) {
      return false; // the same updates as when it was last asked, which takes stores x neighbours
    }
    try {
      Outcome decided = secure.closeSurvivors();
      secure.missing = null;
      for (AttemptReference counted : round.completion) {
        Participant store = round.store(counted.storeId());
        if (!store.withdrawn && !secure.isSurvivor(store.storeId)) {
          participation.takeOut(round, store);
        }
      }
      rows.save(round, secure);
      long until = Bounds.after(line.now, secure.terms.phaseMs());
      step(
          round, new SecureStep.OutcomeDecided(decided, CountedSeals.toShow(round, secure), until));
      return true;
    } catch (RefusedException e) {
      secure.missing = e.getMessage();
      return false;
    }
  }

  /** Where all weigh the same, nothing is taken from what they masked: it would be work for all. */
  private void unmask(Round round, SecureState secure) {
    Unmasking unmasking = secure.unmask();
    boolean same = round.terms.weighting().kind() == WeightRule.Kind.EQUAL;
    if (!same && !secure.weight.step(secure.group(), unmasking, secure.maskedWeight(), line.now)) {
      rows.save(round, secure);
      return; // the next event goes on
    }
    long weight = same ? round.cohortSize : secure.weight.weight();
    long most = round.cohortSize * round.terms.maxWeight();
    if (weight < round.cohortSize || weight > most) {
      conclusion.end(
          round,
          RoundStatus.FAILED,
          "the weights of %d stores sum to %d; expected %d to %d: one of them masked another than it may have"
              .formatted(round.cohortSize, weight, round.cohortSize, most));
      return;
    }
    round.totalWeight = weight;
    secure.unmaskedAt = line.now;
    round.trace.unmaskedAt = line.now;
    rows.save(round, secure);
    rows.saveHead(round);
    step(
        round,
        new SecureStep.Unmask(
            round.version,
            stamp.offset(),
            round.rosterPages,
            round.cohortSize,
            weight,
            secure.group(),
            unmasking));
  }

  /** Why the masks of a decided sum cannot be taken off; the time to reveal is over. */
  static String shortfall(SecureState secure) {
    return "decided, but its masks cannot be taken off: %s; %s"
        .formatted(secure.progress(), secure.lacking());
  }

  /** The round is over: nothing of the protocol is kept. */
  void forget(Round round) {
    if (round.secure != null) {
      rows.forget(round, round.secure);
      round.secure = new SecureState(round.secure.terms);
    }
  }

  private void step(Round round, SecureStep step) {
    effects.add(new Effect.Secure(round.terms.roundId(), step));
  }

  private void refuse(Round round, String store, Refusal refusal) {
    refuse(round, store, code(refusal), refusal.message());
  }

  private void refuse(Round round, String store, String reason, String detail) {
    effects.add(
        new Effect.Refused(
            round.terms.roundId(), store, null, reason, Bounds.clip(detail, Bounds.TEXT)));
  }

  static String code(Refusal refusal) {
    return refusal.reason().name().toLowerCase(Locale.ROOT);
  }
}
