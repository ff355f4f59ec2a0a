package io.fedlog.agent.secure;

import io.fedlog.agent.secure.PartySignatures.Checks;
import io.fedlog.agent.state.SecureShelf;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.UpdateDigest;
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
            .checks(round)
            .whenCompleteAsync(
                (checks, failure) -> {
                  try {
                    if (failure != null) {
                      throw new IllegalStateException("fl.stores cannot be read", failure);
                    }
                    begin(seat, round, shelf, checks);
                  } catch (RuntimeException e) {
                    events.over(String.valueOf(e.getMessage()));
                  }
                },
                parts.log());
    return seat;
  }

  private void begin(Seat seat, StoreRound round, SecureShelf shelf, Checks checks) {
    PartyDiary diary = PartyDiary.open(round, shelf, parts);
    if (diary != null && seat.left) {
      diary.close();
    }
    if (diary == null || seat.left) {
      seat.events.over("its part was over before");
      return;
    }
    SecureRoundView view = views.computeIfAbsent(round.roundId(), id -> newView(round, checks));
    StoreParty party =
        new StoreParty(
            round, diary, parts.signatures(), view.checks(), new Leaving(round, seat.events));
    party.advertise();
    seat.party = party; // from here on its end reaches it
    view.add(party);
    parts.log().follow(round.roundId(), round.since(), view);
    seat.hand();
  }

  private static SecureRoundView newView(StoreRound round, Checks checks) {
    LOG.info(
        round.verifies()
            ? "Stores mask their updates and check each other's signatures roundId={}"
            : "Stores mask their updates and trust the aggregator to tell all of them the same"
                + " roundId={}",
        round.roundId());
    return new SecureRoundView(round.terms(), checks);
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
