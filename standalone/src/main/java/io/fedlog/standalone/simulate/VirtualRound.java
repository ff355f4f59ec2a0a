package io.fedlog.standalone.simulate;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.RoundStatus;
import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.round.RoundView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One round in virtual time. All asked stores join at once and begin to train; whoever still trains
 * when the round is over lets it be, whoever uploads then does so in vain.
 */
final class VirtualRound {
  private static final long TICK_MS = 1_000;

  private final VirtualLog log;
  private final VirtualChain chain;
  private final RoundTerms terms;
  private final int number;
  private final float[] base;
  private final RoundUpdates updates;
  private final PriorityQueue<Happening> ahead =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::atMs).thenComparingInt(Happening::store));
  private long now;
  private int uploads;
  private int refused;
  private @Nullable ServerStep made;
  private boolean over;

  /** A store's upload is complete; or time has passed, which is of no store: -1. */
  private record Happening(long atMs, int store, long uploadingSinceMs) {}

  /**
   * How a round ended.
   *
   * @param made the version's model; null when there is none
   * @param uploads begun in it, in vain or not
   */
  record Outcome(RoundView view, @Nullable ServerStep made, int uploads, int refused) {}

  VirtualRound(
      VirtualLog log,
      VirtualChain chain,
      RoundTerms terms,
      int number,
      float[] base,
      RoundUpdates updates) {
    this.log = log;
    this.chain = chain;
    this.terms = terms;
    this.number = number;
    this.base = base;
    this.updates = updates;
  }

  /** Plays the round from its definition to its end. */
  Outcome play(List<String> asked, long startMs) {
    now = startMs;
    append(new RoundEvent.Defined(terms));
    append(new RoundEvent.Targeted(terms.roundId(), 0, asked));
    List<Integer> stores = asked.stream().map(VirtualChain::number).toList();
    chain.updates().begin(number, stores, base);
    for (int store : stores) {
      append(new RoundEvent.Joined(terms.roundId(), VirtualChain.name(store)));
      if (!chain.dropsOut(store, number)) {
        long uploading = now + chain.trainingMs(store);
        ahead.add(new Happening(uploading + chain.uploadMs(store, number), store, uploading));
      }
    }
    ahead.add(new Happening(now + TICK_MS, -1, 0));
    while (!over) {
      Happening next = ahead.remove();
      now = next.atMs();
      if (next.store() < 0) {
        carryOut(log.tick(now));
        ahead.add(new Happening(Math.max(now + TICK_MS, log.tickDueAt()), -1, 0));
      } else {
        upload(next.store());
      }
    }
    long inVain = ahead.stream().filter(h -> h.store() >= 0 && h.uploadingSinceMs() < now).count();
    RoundView view = log.view(terms.roundId());
    log.settle(terms.roundId(), now);
    return new Outcome(view, made, uploads + (int) inVain, refused);
  }

  private void upload(int store) {
    String name = VirtualChain.name(store);
    long rows = chain.updates().rowsOf(store);
    byte[] payload = Payload.of(chain.updates().of(store, number, base));
    Map<String, Double> metrics = chain.updates().metrics(store);
    long weight = terms.weighting().weight(rows, metrics);
    PayloadFault fault = updates.take(name, payload, weight);
    uploads++;
    refused += fault == null ? 0 : 1;
    AttemptReference attempt = new AttemptReference(name, 1);
    new Uploads(terms)
        .events(attempt, terms.baseVersion(), payload, weight, rows, metrics, fault)
        .forEach(this::append);
  }

  private void append(RoundEvent event) {
    carryOut(log.append(event, now));
  }

  private void carryOut(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Decide decision) {
        append(made(decision));
      } else if (effect instanceof Effect.Close) {
        over = true;
      }
    }
  }

  private RoundEvent made(Effect.Decide decision) {
    if (decision.cohortSize() != updates.size()) {
      throw new IllegalStateException(
          "the decision names %d updates, but %d were taken in"
              .formatted(decision.cohortSize(), updates.size()));
    }
    try {
      made = updates.make(decision.totalWeight(), decision.effectiveSteps());
    } catch (FinaliseException e) {
      return new RoundEvent.FinaliseFailed(
          terms.roundId(), decision.version(), 0, String.valueOf(e.getMessage()));
    }
    return new RoundEvent.Published(
        terms.roundId(),
        decision.version(),
        0,
        TreeHash.of(made.model()),
        made.model().length,
        updates.size());
  }

  static boolean completed(RoundView view) {
    return view.status() == RoundStatus.COMPLETED;
  }
}
