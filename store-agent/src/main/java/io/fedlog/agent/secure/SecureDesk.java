package io.fedlog.agent.secure;

import io.fedlog.agent.state.SecureMemory.Said;
import io.fedlog.agent.state.SecureShelf;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.UpdateDigest;
import io.fedlog.runtime.trust.Enrolments;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the stores of a process take their part in rounds that mask. Its methods return at once.
 */
public final class SecureDesk {
  private static final Logger LOG = LoggerFactory.getLogger(SecureDesk.class);

  private final SecureParts parts;

  /** On the log's thread. */
  private final Map<String, SecureRoundView> views = new HashMap<>();

  public SecureDesk(SecureParts parts) {
    this.parts = parts;
  }

  /** A store's part in a round. */
  public final class Seat {
    private final PartyEvents events;
    private @Nullable StoreParty party;
    private @Nullable UpdateDigest update;
    private boolean left;

    private Seat(PartyEvents events) {
      this.events = events;
    }

    /** The store's update is trained, and is this one and no other. */
    public void trained(UpdateDigest trained) {
      parts
          .log()
          .execute(
              () -> {
                update = trained;
                hand();
              });
    }

    /** The round is over: secrets are forgotten. */
    public void end(String why) {
      parts
          .log()
          .execute(
              () -> {
                left = true;
                if (party != null) {
                  party.end(why);
                }
              });
    }

    private void hand() {
      if (party != null && update != null) {
        try {
          party.trained(update);
        } catch (RuntimeException e) {
          party.failed(e, this::hand);
        }
      }
    }
  }

  /**
   * Takes a store's part up where it was left: from its keys to its shares it goes on by itself,
   * but for the update.
   */
  public Seat enter(StoreRound round, SecureShelf shelf, PartyEvents events) {
    Seat seat = new Seat(events);
    var unused =
        parts
            .signatures()
            .enrolments()
            .get()
            .whenCompleteAsync(
                (stores, failure) -> {
                  if (failure == null) {
                    begin(seat, round, shelf, stores);
                  } else {
                    events.over("fl.stores cannot be read: " + failure.getMessage());
                  }
                },
                parts.log());
    return seat;
  }

  /** Whatever goes wrong, the store's secrets are forgotten when its part is. */
  private void begin(Seat seat, StoreRound round, SecureShelf shelf, Enrolments stores) {
    PartyEvents events = new Leaving(round, seat.events);
    PartyDiary diary = null;
    try {
      diary = PartyDiary.open(round, shelf, parts);
      if (diary == null || seat.left) {
        leave(diary, events, "its part was over before");
        return;
      }
      SecureRoundView view = views.computeIfAbsent(round.roundId(), id -> newView(round, stores));
      if (diary.hasSaid(Said.SHARES)) {
        view.signatures().groupChecked();
      }
      StoreSession session =
          diary.session(parts.signatures().signerOf(round.storeId()), view.signatures());
      StoreParty party = new StoreParty(round, diary, session, view::now, events);
      seat.party = party; // from here on its end reaches it
      party.advertise();
      view.add(party);
      seat.hand();
    } catch (RuntimeException e) {
      LOG.warn(
          "A store cannot take its part in a round that masks storeId={} roundId={} reason={}",
          round.storeId(),
          round.roundId(),
          e.getMessage());
      LOG.debug("Cause storeId={} roundId={}", round.storeId(), round.roundId(), e);
      if (seat.party != null) {
        seat.party.end(String.valueOf(e.getMessage()));
      } else {
        leave(diary, events, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void leave(@Nullable PartyDiary diary, PartyEvents events, String why) {
    try {
      if (diary != null) {
        diary.close();
      }
    } catch (RuntimeException e) {
      LOG.warn("Secrets stay until the next start reason={}", e.getMessage());
    }
    events.over(why);
  }

  private SecureRoundView newView(StoreRound round, Enrolments stores) {
    LOG.info(
        round.verifies()
            ? "Stores mask their updates and check each other's signatures roundId={}"
            : "Stores mask their updates and trust the aggregator to tell all of them the same"
                + " roundId={}",
        round.roundId());
    return new SecureRoundView(
        round, parts.log(), parts.clock(), new RoundSignatures(stores, round.verifies()));
  }

  /** Sees to it that nobody is told of a round whose stores here have all left. */
  private final class Leaving implements PartyEvents {
    private final StoreRound round;
    private final PartyEvents events;

    Leaving(StoreRound round, PartyEvents events) {
      this.round = round;
      this.events = events;
    }

    @Override
    public void masked(Masking masking) {
      events.masked(masking);
    }

    @Override
    public void over(String why) {
      SecureRoundView view = views.get(round.roundId());
      if (view != null && !view.remove(round.storeId())) {
        views.remove(round.roundId());
        parts.log().leave(round.roundId());
      }
      events.over(why);
    }
  }
}
