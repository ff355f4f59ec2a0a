package io.fedlog.agent.secure;

import io.fedlog.agent.secure.Demands.Sharers;
import io.fedlog.agent.secure.Demands.Survivors;
import io.fedlog.agent.state.SecureMemory.Said;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.Refusal.Reason;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.UpdateDigest;
import io.fedlog.runtime.secure.SecureRecords;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store's part in one round that masks, on the log's thread. It may be told the same again, as
 * after a restart, and then says nothing new. What the session agrees to is on disk before a record
 * that rests on it is sent. What the log has of its own, it must remember: else its state is an
 * older copy, and its part is over. A demand that contradicts an earlier one is refused, and said
 * so in the log; the store keeps to the first.
 */
final class StoreParty {
  private static final Logger LOG = LoggerFactory.getLogger(StoreParty.class);

  private final StoreRound round;
  private final StoreSession session;
  private final PartyDiary diary;
  private final PartyEvents events;
  private final InstantSource time;
  private List<Confirmation> confirmations = List.of();
  private @Nullable Group group;
  private @Nullable Sharers sharers;
  private @Nullable UpdateDigest update;
  private @Nullable Survivors survivors;
  private int ordinal;
  private boolean masking;
  private boolean revealing;
  private boolean over;

  /**
   * @param session as the diary has it
   * @param time by which it is judged what is too late
   */
  StoreParty(
      StoreRound round,
      PartyDiary diary,
      StoreSession session,
      InstantSource time,
      PartyEvents events) {
    this.round = round;
    this.diary = diary;
    this.session = session;
    this.time = time;
    this.events = events;
  }

  String storeId() {
    return round.storeId();
  }

  /** Phase 1: its keys. */
  void advertise() {
    diary.keep(session);
    diary.say(Said.KEYS, SecureWire.wire(session.advertise()));
  }

  /** What the log has of its own, told before any demand is. */
  void recall(Consumer<StoreSession> own) {
    if (!over) {
      try {
        own.accept(session);
      } catch (RefusedException e) {
        refuse("to go on", e);
      }
    }
  }

  /** Phases 2 and 3: the group is closed; deals its shares. */
  void grouped(Group closed) {
    if (over || isSame(closed)) {
      return false;
    }
    if (closed.members().stream().noneMatch(member -> member.store().equals(storeId()))) {
      end("the group was closed without it");
      return false;
    }
    try {
      DealtShares dealt = session.join(closed);
      diary.keep(session);
      group = closed;
      ordinal = closed.ordinalOf(storeId());
      diary.say(Said.SHARES, SecureRecords.record(dealt));
      shares.joined();
    } catch (RefusedException e) {
      refuse("the group", e);
      return false;
    }
  }

  /** Phase 3, of another store. */
  void dealt(DealtShares dealt) {
    if (over || group == null) {
      return;
    }
    try {
      session.take(dealt);
    } catch (RefusedException e) {
      LOG.warn(
          "A share is of no use storeId={} dealer={} reason={}",
          storeId(),
          dealt.store(),
          e.getMessage());
    }
    reveal();
  }

  /** Phase 4: whose shares are in. */
  void shared(Sharers named) {
    if (over || group == null || (sharers != null && sharers.stores().equals(named.stores()))) {
      return;
    }
    if (sharers != null) {
      refuse("other sharers than it was shown first");
    } else if (named.stores().contains(ordinal)) {
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
    Sharers among = sharers;
    UpdateDigest trained = update;
    if (over || masking || among == null || trained == null || isOver(maskUntil)) {
      return;
    }
    if (isPast(among.until())) {
      endLate("masked updates were taken", among.until());
      return;
    }
    try {
      Masking masks = session.mask(among.stores(), trained);
      diary.keep(session);
      masking = true;
      events.masked(masks);
    } catch (RefusedException e) {
      refuse("to mask for the sharers", e);
    }
  }

  /** Phases 6 and 6b: whose updates make the sum. */
  void decided(Survivors shown) {
    if (over || group == null || isSame(shown)) {
      return;
    }
    if (survivors == null && !shown.outcome().survivors().contains(ordinal)) {
      end("its masked update did not come in time");
      return;
    }
    if (survivors == null && isPast(shown.until())) {
      endLate("shares were taken", shown.until());
      return;
    }
    try {
      Confirmation confirmation = session.confirm(shown.outcome(), shown.seals());
      diary.keep(session); // before anything can be revealed that rests on it
      survivors = shown;
      if (quorum() > 0) {
        diary.say(
            Said.CONFIRMATION,
            SecureRecords.record(confirmation),
            () -> !isPast(shown.until()),
            () -> {});
      }
      reveal();
    } catch (RefusedException e) {
      refuse("the outcome", e);
    }
  }

  /**
   * Phase 6b, of other stores.
   *
   * @param enough sound ones, once they are a quorum; none before
   */
  void confirmed(List<Confirmation> enough) {
    confirmations = enough;
    reveal();
  }

  /** Phase 7: once all shares that it may hold have come, and enough stores confirm the outcome. */
  private void reveal() {
    Survivors agreed = survivors;
    if (over
        || agreed == null
        || revealing
        || confirmations.size() < quorum()
        || !session.hasHeard(agreed.outcome().sharers())) {
      return;
    }
    if (isPast(agreed.until())) {
      endLate("shares were taken", agreed.until());
      return;
    }
    try {
      Reveal revealed = session.reveal(confirmations);
      revealing = true;
      diary.say(
          Said.REVEAL,
          SecureRecords.record(revealed),
          () -> !isPast(agreed.until()),
          () -> end("it has revealed its shares"));
    } catch (RefusedException e) {
      LOG.debug("No share is revealed yet storeId={} reason={}", storeId(), e.getMessage());
    }
  }

  /** Does what could not be done before. */
  void goOn() {
    mask();
    reveal();
  }

  /** Nothing is left to do, or of use: secrets are forgotten, now or as soon as the disk lets. */
  void end(String why) {
    if (!over) {
      over = true;
      forget();
      events.over(why);
    }
  }

  private void forget() {
    try {
      diary.close();
    } catch (RuntimeException e) {
      failed(e, this::forget);
    }
  }

  private boolean isPast(Instant until) {
    return time.instant().isAfter(until);
  }

  private void endLate(String what, Instant until) {
    String why =
        "%s until %s, and it is %s; a store's clock must be right to well within the round's phase_ms"
            .formatted(what, until, time.instant());
    LOG.warn(
        "A store is late in a round that masks storeId={} roundId={} reason={}",
        storeId(),
        round.roundId(),
        why);
    end(why);
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

  private boolean isSame(Survivors other) {
    return survivors != null
        && Arrays.equals(survivors.outcome().digest(), other.outcome().digest());
  }
}
