package io.fedlog.agent.secure;

import io.fedlog.agent.secure.Demands.Sharers;
import io.fedlog.agent.secure.Demands.Survivors;
import io.fedlog.agent.state.SecureMemory.Said;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.UpdateDigest;
import io.fedlog.runtime.secure.SecureRecords;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
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
 *
 * <p>Nothing is masked, confirmed or revealed after the time that the aggregator named for it: what
 * is revealed for a round that has failed would let everybody unmask a sum that was never to be.
 */
final class StoreParty {
  private static final Logger LOG = LoggerFactory.getLogger(StoreParty.class);

  private final StoreRound round;
  private final StoreSession session;
  private final PartyDiary diary;
  private final PartyEvents events;
  private final PartyExit exit;
  private List<Confirmation> confirmations = List.of();
  private @Nullable Group group;
  private @Nullable Sharers sharers;
  private @Nullable UpdateDigest update;
  private @Nullable Survivors survivors;
  private int ordinal;
  private boolean masking;
  private boolean revealing;

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
    this.events = events;
    this.exit = new PartyExit(round, diary, time, events);
  }

  String storeId() {
    return round.storeId();
  }

  /** Phase 1: its keys. */
  void advertise() {
    diary.keep(session);
    diary.say(Said.KEYS, SecureRecords.record(session.advertise()));
  }

  /** What the log has of its own, told before any demand is. */
  void recall(Consumer<StoreSession> own) {
    if (!exit.isOver()) {
      try {
        own.accept(session);
      } catch (RefusedException e) {
        exit.refuse("to go on", e);
      }
    }
  }

  /**
   * Phases 2 and 3: the group is closed; deals its shares.
   *
   * @return whether it has joined only now, so that shares dealt to it before were lost on it
   */
  boolean grouped(Group closed) {
    if (exit.isOver() || isSame(closed)) {
      return false;
    }
    if (closed.members().stream().noneMatch(member -> member.store().equals(storeId()))) {
      exit.end("the group was closed without it");
      return false;
    }
    try {
      DealtShares dealt = session.join(closed);
      diary.keep(session);
      group = closed;
      ordinal = closed.ordinalOf(storeId());
      diary.say(Said.SHARES, SecureRecords.record(dealt));
      return true;
    } catch (RefusedException e) {
      exit.refuse("the group", e);
      return false;
    }
  }

  /** Phase 3, of another store. */
  void dealt(DealtShares dealt) {
    if (exit.isOver() || group == null) {
      return;
    }
    try {
      session.take(dealt);
    } catch (RefusedException e) {
      LOG.warn(
          "A share is of no use storeId={} roundId={} dealer={} reason={}",
          storeId(),
          round.roundId(),
          dealt.store(),
          e.getMessage());
    }
    reveal();
  }

  /** Phase 4: whose shares are in. */
  void shared(Sharers named) {
    if (exit.isOver()
        || group == null
        || (sharers != null && sharers.stores().equals(named.stores()))) {
      return;
    }
    if (sharers != null) {
      exit.refuse("other sharers than it was shown first");
    } else if (named.stores().contains(ordinal)) {
      sharers = named;
      mask();
    } else {
      exit.end("its shares did not come in time");
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
    if (exit.isOver()
        || masking
        || among == null
        || trained == null
        || exit.isTooLate("masked updates were taken", among.until())) {
      return;
    }
    try {
      Masking masks = session.mask(among.stores(), trained);
      diary.keep(session);
      masking = true;
      events.masked(masks);
    } catch (RefusedException e) {
      exit.refuse("to mask for the sharers", e);
    }
  }

  /** Phases 6 and 6b: whose updates make the sum. */
  void decided(Survivors shown) {
    if (exit.isOver() || group == null || isSame(shown)) {
      return;
    }
    if (survivors == null && !shown.outcome().survivors().contains(ordinal)) {
      exit.end("its masked update did not come in time");
      return;
    }
    if (survivors == null && exit.isTooLate("shares were taken", shown.until())) {
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
            () -> !exit.isPast(shown.until()),
            () -> {});
      }
      reveal();
    } catch (RefusedException e) {
      exit.refuse("the outcome", e);
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
    if (exit.isOver()
        || agreed == null
        || revealing
        || confirmations.size() < quorum()
        || !session.hasHeard(agreed.outcome().sharers())
        || exit.isTooLate("shares were taken", agreed.until())) {
      return;
    }
    try {
      Reveal revealed = session.reveal(confirmations);
      revealing = true;
      diary.say(
          Said.REVEAL,
          SecureRecords.record(revealed),
          () -> !exit.isPast(agreed.until()),
          () -> exit.end("it has revealed its shares"));
    } catch (RefusedException e) {
      LOG.debug(
          "No share is revealed yet storeId={} roundId={} reason={}",
          storeId(),
          round.roundId(),
          e.getMessage());
    }
  }

  /** Does what could not be done before. */
  void goOn() {
    mask();
    reveal();
  }

  /** Nothing is left to do, or of use. */
  void end(String why) {
    exit.end(why);
  }

  /**
   * Something went wrong that may pass, such as a full disk.
   *
   * @param again told after a pause, while the round goes on
   */
  void failed(RuntimeException failure, Runnable again) {
    exit.failed(failure, again);
  }

  private int quorum() {
    return group == null ? 0 : group.size().quorum();
  }

  private boolean isSame(Group other) {
    return group != null && Arrays.equals(group.digest(), other.digest());
  }

  private boolean isSame(Survivors other) {
    return survivors != null
        && Arrays.equals(survivors.outcome().digest(), other.outcome().digest());
  }
}
