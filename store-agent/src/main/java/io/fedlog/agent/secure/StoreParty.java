package io.fedlog.agent.secure;

import io.fedlog.agent.secure.PartySignatures.Checks;
import io.fedlog.agent.state.SecureMemory.Said;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Refusal.Reason;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.UpdateDigest;
import io.fedlog.runtime.secure.SecureRecords;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store's part in one round that masks, on the log's thread. It may be told the same again, as
 * after a restart, and then says nothing new. What the session agrees to is on disk before a record
 * that rests on it is sent. A demand that contradicts an earlier one is refused, and said so in the
 * log; the store keeps to the first.
 */
final class StoreParty {
  private static final Logger LOG = LoggerFactory.getLogger(StoreParty.class);

  private final StoreRound round;
  private final StoreSession session;
  private final PartyDiary diary;
  private final PartyEvents events;
  private final NeighbourShares shares;
  private final Map<String, Confirmation> confirmations = new LinkedHashMap<>();
  private @Nullable Group group;
  private @Nullable StoreSet sharers;
  private @Nullable UpdateDigest update;
  private @Nullable Outcome outcome;
  private Instant maskUntil = Instant.MAX;
  private Instant revealUntil = Instant.MAX;
  private int ordinal;
  private boolean masking;
  private boolean revealing;
  private boolean over;

  StoreParty(
      StoreRound round,
      PartyDiary diary,
      PartySignatures signatures,
      Checks checks,
      PartyEvents events) {
    this.round = round;
    this.diary = diary;
    this.events = events;
    this.session = diary.session(signatures.signerOf(round.storeId()), checks.statements());
    this.shares = new NeighbourShares(session, round.storeId());
  }

  String storeId() {
    return round.storeId();
  }

  /** Phase 1: its keys. */
  void advertise() {
    diary.keep(session);
    diary.say(Said.KEYS, SecureWire.wire(session.advertise()));
  }

  /** Phases 2 and 3: the group is closed; deals its shares. */
  void grouped(Group closed) {
    if (over || isSame(closed)) {
      return;
    }
    if (closed.members().stream().noneMatch(member -> member.store().equals(storeId()))) {
      end("the group was closed without it");
      return;
    }
    try {
      DealtShares dealt = session.join(closed);
      diary.keep(session);
      group = closed;
      ordinal = closed.ordinalOf(storeId());
      diary.say(Said.SHARES, SecureRecords.record(dealt));
      shares.joined(closed);
    } catch (RefusedException e) {
      refuse("the group", e);
    }
  }

  /** Phase 3, of another store, the group being known or not. */
  void dealt(DealtShares dealt) {
    if (!over) {
      shares.add(dealt);
      reveal();
    }
  }

  /** Phase 4: whose shares are in. */
  void shared(StoreSet named, Instant until) {
    maskUntil = until;
    if (over || group == null || (sharers != null && sharers.equals(named))) {
      return;
    }
    if (sharers != null) {
      refuse("other sharers than it was shown first");
    } else if (named.contains(ordinal)) {
      sharers = named;
      mask();
    } else {
      end("its shares did not come in time");
    }
  }

  /** Its update is trained, and is this one. */
  void trained(UpdateDigest digest) {
    update = digest;
    mask();
  }

  /** Phase 5. */
  private void mask() {
    StoreSet among = sharers;
    UpdateDigest trained = update;
    if (over || masking || among == null || trained == null || isOver(maskUntil)) {
      return;
    }
    try {
      Masking masks = session.mask(among, trained);
      diary.keep(session);
      masking = true;
      events.masked(masks);
    } catch (RefusedException e) {
      refuse("to mask for the sharers", e);
    }
  }

  /** Phases 6 and 6b: whose updates make the sum. */
  void decided(Outcome shown, Collection<MaskSeal> seals, Instant until) {
    revealUntil = until;
    if (over || group == null || isSame(shown) || isOver(until)) {
      return;
    }
    if (outcome == null && !shown.survivors().contains(ordinal)) {
      end("its masked update did not come in time");
      return;
    }
    try {
      Confirmation confirmation = session.confirm(shown, seals);
      diary.keep(session); // before anything can be revealed that rests on it
      outcome = shown;
      if (quorum() > 0) {
        diary.say(Said.CONFIRMATION, SecureWire.wire(confirmation));
      }
      reveal();
    } catch (RefusedException e) {
      refuse("the outcome", e);
    }
  }

  /** Phase 6b, of another store. */
  void confirmed(Confirmation confirmation) {
    if (!over && confirmations.putIfAbsent(confirmation.store(), confirmation) == null) {
      reveal(); // tries with each, since only the session can tell which of them count
    }
  }

  /** Phase 7: once all shares that it may hold have come, and enough stores confirm the outcome. */
  private void reveal() {
    Outcome agreed = outcome;
    if (agreed == null
        || revealing
        || confirmations.size() < quorum()
        || isOver(revealUntil)
        || !shares.areInOf(agreed.sharers())) {
      return;
    }
    try {
      Reveal revealed = session.reveal(confirmations.values());
      revealing = true;
      diary.say(Said.REVEAL, SecureWire.wire(revealed), () -> end("it has revealed its shares"));
    } catch (RefusedException e) {
      LOG.debug("No share is revealed yet storeId={} reason={}", storeId(), e.getMessage());
    }
  }

  /** Does what could not be done before. */
  void goOn() {
    mask();
    reveal();
  }

  /** Nothing is left to do, or of use: secrets are forgotten. */
  void end(String why) {
    if (!over) {
      over = true;
      diary.close();
      events.over(why);
    }
  }

  /**
   * Something went wrong that may pass, such as a full disk.
   *
   * @param again told after a pause, while the round goes on
   */
  void failed(RuntimeException failure, Runnable again) {
    diary.later(again);
    LOG.warn(
        "A store cannot go on in a round that masks storeId={} roundId={} reason={}",
        storeId(),
        round.roundId(),
        failure.getMessage());
    LOG.debug("Cause", failure);
  }

  /**
   * Whether it is too late. The round has failed then, or will, and what is revealed after that
   * would open a sum that has no decision, and no entry in any ledger.
   */
  private boolean isOver(Instant until) {
    if (diary.isAfter(until)) {
      end("it came after " + until + ", when nobody waits for it any more");
    }
    return over;
  }

  private int quorum() {
    return group == null ? 0 : group.size().quorum();
  }

  /** One that contradicts what it agreed to leaves it where it is; any other ends its part. */
  private void refuse(String what, RefusedException e) {
    refuse(what + ": " + e.getMessage());
    if (e.refusal().reason() != Reason.CHANGED) {
      end("it refused " + what);
    }
  }

  private void refuse(String what) {
    LOG.warn("A store refuses storeId={} roundId={} what={}", storeId(), round.roundId(), what);
  }

  private boolean isSame(Group other) {
    return group != null && Arrays.equals(group.digest(), other.digest());
  }

  private boolean isSame(Outcome other) {
    return outcome != null && Arrays.equals(outcome.digest(), other.digest());
  }
}
