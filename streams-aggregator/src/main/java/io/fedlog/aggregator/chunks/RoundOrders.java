package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
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
  private final Reports reports;
  private final Function<RoundDefinition, ChunkPlan> plans;
  private final SumMemory.Share memory;

  RoundOrders(
      Map<String, LiveRound> live,
      RoundShelf shelf,
      ReceiptStores receipts,
      Rereads rereads,
      Finaliser finaliser,
      Tally tally,
      Reports reports,
      Function<RoundDefinition, ChunkPlan> plans,
      SumMemory.Share memory) {
    this.live = live;
    this.shelf = shelf;
    this.receipts = receipts;
    this.rereads = rereads;
    this.finaliser = finaliser;
    this.tally = tally;
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
      List.copyOf(round.unpublished).stream()
          .filter(chunk -> shelf.isPublished(roundId, chunk))
          .forEach(round::published);
      Decision decision = shelf.decision(roundId);
      if (decision == null) {
        finaliser.rebuild(round);
      } else { // exactly what is decided is read, rather than what was running
        round.decide(decision, shelf.roster(roundId));
        Decision conclusion = shelf.conclusion(roundId);
        if (conclusion != null) {
          round.conclude(conclusion);
        }
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
    } else if (order instanceof Decision decision) {
      return decide(decision, value);
    } else {
      RoundClosed closed = (RoundClosed) order;
      return close(closed.getRoundId(), closed.getReason());
    }
  }

  /**
   * Two quorums may have let in one round id; the round that was there first is not the other's.
   */
  private boolean isOfAnother(RoundControl control) {
    String roundId =
        control.getOrder() instanceof RosterPage page
            ? page.getRoundId()
            : control.getOrder() instanceof Decision decision
                ? decision.getRoundId()
                : control.getOrder() instanceof RoundClosed closed ? closed.getRoundId() : "";
    RoundDefinition known = shelf.definition(roundId);
    return known != null && !known.getModelType().equals(control.getModelType());
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
    if (round == null || round.decision != null) {
      return false;
    }
    shelf.keepDecision(decision.getRoundId(), value);
    round.decide(decision, shelf.roster(decision.getRoundId()));
    return finaliser.step(round);
  }

  private boolean conclude(@Nullable LiveRound round, Decision conclusion, byte[] value) {
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

  private boolean close(String roundId, CloseReason reason) {
    RoundDefinition definition = shelf.definition(roundId);
    if (definition == null) {
      return false;
    }
    CloseReason before = shelf.closed(roundId);
    tally
        .of(roundId, before == null ? reason : before)
        .forEach(page -> reports.tally(definition, page));
    LiveRound round = live.remove(roundId);
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
