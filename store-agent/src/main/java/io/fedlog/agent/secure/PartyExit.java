package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import io.fedlog.learning.secure.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a store's part in one round comes to its end, and what is said of it in the log. */
final class PartyExit {
  private static final Logger LOG = LoggerFactory.getLogger(PartyExit.class);

  private final StoreRound round;
  private final PartyDiary diary;
  private final InstantSource time;
  private final PartyEvents events;
  private boolean over;

  /**
   * @param time by which it is judged what is too late
   */
  PartyExit(StoreRound round, PartyDiary diary, InstantSource time, PartyEvents events) {
    this.round = round;
    this.diary = diary;
    this.time = time;
    this.events = events;
  }

  boolean isOver() {
    return over;
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

  boolean isPast(Instant until) {
    return time.instant().isAfter(until);
  }

  /** Ends the part when it is, with a word in the log. */
  boolean isTooLate(String what, Instant until) {
    if (!isPast(until)) {
      return false;
    }
    String why =
        "%s until %s, and it is %s; a store's clock must be right to well within the round's phase_ms"
            .formatted(what, until, time.instant());
    LOG.warn(
        "A store is late in a round that masks storeId={} roundId={} reason={}",
        round.storeId(),
        round.roundId(),
        why);
    end(why);
    return true;
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
        round.storeId(),
        round.roundId(),
        failure.getMessage());
    LOG.debug("Cause storeId={} roundId={}", round.storeId(), round.roundId(), failure);
  }

  /** One that contradicts what it agreed to leaves it where it is; any other ends its part. */
  void refuse(String what, RefusedException e) {
    refuse(what + ": " + e.getMessage());
    if (e.refusal().reason() != Reason.CHANGED) {
      end("it refused " + what);
    }
  }

  void refuse(String what) {
    LOG.warn(
        "A store refuses storeId={} roundId={} what={}", round.storeId(), round.roundId(), what);
  }
}
