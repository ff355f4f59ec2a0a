package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.schemas.AttemptOver;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnmaskingPage;
import io.fedlog.schemas.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does what the quorum orders: open a round, keep its roster, make its model, close it, forget it.
 */
final class RoundOrders {
  private final Map<String, LiveRound> live;
  private final RoundShelf shelf;
  private final ReceiptStores receipts;
  private final Rereads rereads;
  private final Finaliser finaliser;
  private final Tally tally;
  private final OverAttempts overAttempts;
  private final Reports reports;
  private final Function<RoundDefinition, ChunkPlan> plans;
  private final SumMemory.Share memory;
  private final MaskSums masks;

  RoundOrders(
      Map<String, LiveRound> live,
      RoundShelf shelf,
      ReceiptStores receipts,
      Rereads rereads,
      Finaliser finaliser,
      Tally tally,
      Reports reports,
      Function<RoundDefinition, ChunkPlan> plans,
      SumMemory.Share memory,
      MaskSums masks) {
    this.masks = masks;
    this.live = live;
    this.shelf = shelf;
    this.receipts = receipts;
    this.rereads = rereads;
    this.finaliser = finaliser;
    this.tally = tally;
    this.overAttempts = new OverAttempts(shelf, receipts);
    this.reports = reports;
    this.plans = plans;
    this.memory = memory;
  }

  /** Goes on where the kept state ends: open rounds, their sums, their pending decisions. */
  void restore() {
    for (String roundId : shelf.rounds()) {
      RoundDefinition definition = shelf.definition(roundId);
      if (definition == null) {
        continue;
      }
      if (shelf.closed(roundId) != null) {
        admitParked(roundId); // to be counted as late
        continue;
      }
      LiveRound round = open(definition);
      Decision decision = shelf.decision(roundId);
      Decision conclusion = shelf.conclusion(roundId);
      if (decision != null) { // exactly what is decided is read, rather than what was running
        round.decide(decision, shelf.roster(roundId));
      }
      if (conclusion != null && round.plan.isMasked()) {
        round.masks.take(round.plan, conclusion, shelf.unmasking(roundId), masks);
      } else if (conclusion != null) {
        round.conclude(conclusion);
      }
      List.copyOf(round.unpublished).stream()
          .filter(chunk -> shelf.isPublished(roundId, chunk))
          .forEach(round::published);
      if (decision == null) {
        finaliser.rebuild(round);
      }
      admitParked(roundId);
    }
  }

  /** Carries out one order; whether something was reported that others wait for. */
  boolean take(RoundControl control, byte[] value) {
    Object order = control.getOrder();
    if (isOfAnother(control)) {
      return false;
    } else if (order instanceof RoundDefinition definition) {
      define(definition, value);
      return false;
    } else if (order instanceof RosterPage page) {
      shelf.keepRoster(page.getRoundId(), page.getPage(), value);
      return false;
    } else if (order instanceof UnmaskingPage page) {
      if (live.containsKey(page.getRoundId())) {
        shelf.keepUnmasking(page.getRoundId(), page.getPage(), value);
      }
      return false;
    } else if (order instanceof Decision decision) {
      return decide(decision, value);
    } else if (order instanceof AttemptOver over) {
      LiveRound round = live.get(over.getRoundId());
      if (round != null && round.plan.hasWindows()) {
        overAttempts.over(round.plan, round.window(), over);
      }
      return false;
    } else {
      return close((RoundClosed) order);
    }
  }

  /**
   * Two quorums may have let in one round id; the round that was there first is not the other's.
   */
  private boolean isOfAnother(RoundControl control) {
    String roundId = roundOf(control.getOrder());
    RoundDefinition known = shelf.definition(roundId);
    return known != null && !known.getModelType().equals(control.getModelType());
  }

  private static String roundOf(Object order) {
    if (order instanceof RosterPage page) {
      return page.getRoundId();
    } else if (order instanceof UnmaskingPage page) {
      return page.getRoundId();
    } else if (order instanceof Decision decision) {
      return decision.getRoundId();
    } else if (order instanceof AttemptOver over) {
      return over.getRoundId();
    }
    return order instanceof RoundClosed closed ? closed.getRoundId() : "";
  }

  private void define(RoundDefinition definition, byte[] value) {
    String roundId = definition.getRoundId();
    if (shelf.definition(roundId) == null && shelf.closed(roundId) == null) {
      shelf.keepDefinition(roundId, value);
      open(definition);
      admitParked(roundId);
    }
  }

  private LiveRound open(RoundDefinition definition) {
    LiveRound round = new LiveRound(plans.apply(definition), memory);
    live.put(round.roundId, round);
    return round;
  }

  private void admitParked(String roundId) {
    Map<Long, Purpose> wanted = new HashMap<>();
    shelf.parked(roundId).forEach(parked -> wanted.put(parked.offset(), Purpose.ADMIT));
    if (!wanted.isEmpty()) {
      rereads.request(Topics.updates(roundId).name(), wanted);
    }
  }

  private boolean decide(Decision decision, byte[] value) {
    LiveRound round = live.get(decision.getRoundId());
    if (decision.getPhase() > 0) {
      return conclude(round, decision, value);
    }
    if (round == null || round.plan.hasWindows() != (decision.getWindow() != null)) {
      return false;
    }
    if (round.decision != null && !goOn(round, round.decision, decision)) {
      return false;
    }
    shelf.keepDecision(decision.getRoundId(), value);
    round.decide(decision, shelf.roster(decision.getRoundId()));
    if (decision.getChoice() != null) {
      rereads.forgetSums(round.plan.definition().getUpdatesTopic()); // of the method before
    }
    return finaliser.step(round);
  }

  /** Is done with the window before, if the decision is of the next; whether it is. */
  private boolean goOn(LiveRound round, Decision before, Decision decision) {
    Window old = before.getWindow();
    Window window = decision.getWindow();
    if (old == null || window == null || window.getNumber() != old.getNumber() + 1) {
      return false;
    }
    boolean made = window.getBaseVersion() == before.getVersion();
    overAttempts.settle(round.plan, old, made, made ? CloseReason.COMPLETED : CloseReason.FAILED);
    rereads.forgetSums(round.plan.definition().getUpdatesTopic());
    shelf.forgetPublished(round.roundId);
    return true;
  }

  private boolean conclude(@Nullable LiveRound round, Decision conclusion, byte[] value) {
    if (round != null && round.decision != null && round.masks.isUntold()) {
      shelf.keepConclusion(conclusion.getRoundId(), value);
      round.masks.take(round.plan, conclusion, shelf.unmasking(conclusion.getRoundId()), masks);
      return finaliser.step(round);
    }
    if (round == null || round.decision == null || round.pass() != LiveRound.Pass.MEASURE) {
      return false;
    }
    round.conclude(conclusion);
    rereads.forgetSums(round.plan.definition().getUpdatesTopic()); // others may be wanted now
    shelf.keepConclusion(conclusion.getRoundId(), value);
    return finaliser.step(round);
  }

  /** Counts a closed round again, because more came; whether there was one. */
  boolean tallyAgain(String roundId) {
    RoundDefinition definition = shelf.definition(roundId);
    CloseReason reason = shelf.closed(roundId);
    if (definition == null || reason == null) {
      return false;
    }
    tally.of(roundId, reason).forEach(page -> reports.tally(definition, page));
    return true;
  }

  private boolean close(RoundClosed closed) {
    String roundId = closed.getRoundId();
    CloseReason reason = closed.getReason();
    RoundDefinition definition = shelf.definition(roundId);
    if (definition == null) {
      return false;
    }
    CloseReason before = shelf.closed(roundId);
    LiveRound round = live.remove(roundId);
    Window window = round == null ? null : round.window();
    if (round != null && window != null) {
      boolean made = window.getNumber() == closed.getNewestWindowMade();
      overAttempts.settle(round.plan, window, made, reason);
    }
    tally
        .of(roundId, before == null ? reason : before)
        .forEach(page -> reports.tally(definition, page));
    if (round != null) {
      round.close();
    }
    shelf.close(roundId, reason);
    receipts.forgetReceipts(roundId);
    rereads.forgetSums(definition.getUpdatesTopic());
    if (reason == CloseReason.RETIRED) {
      rereads.forget(definition.getUpdatesTopic());
      shelf.forget(roundId);
      receipts.forgetAttempts(roundId);
    }
    return true;
  }
}
