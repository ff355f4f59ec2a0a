package io.fedlog.standalone.simulate;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.RoundStatus;
import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.round.RoundView;
import io.fedlog.learning.round.WindowDecision;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One round with windows in virtual time. A store that is given a place trains from the newest
 * version and uploads; then its place is another's. The store itself is drawn again once its update
 * is in a version, or refused. Who is silent for too long loses the place, but may still upload.
 */
final class VirtualWindows {
  private static final long TICK_MS = 1_000;

  private final VirtualLog log;
  private final VirtualChain chain;
  private final RoundTerms terms;
  private final WindowTask task;
  private final Places places;
  private final long patienceMs;
  private final TurnCounts counts = new TurnCounts();
  private final int[] turns;
  private final PriorityQueue<Happening> ahead =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::atMs)
              .thenComparingInt(happening -> happening.turn().store()));
  private final Queue<TracePoint> made = new ArrayDeque<>();
  private TracePoint newest;
  private long now;
  private long tickedAt;
  private boolean over;

  /** A turn's upload is complete; or its place is taken away. */
  private record Happening(long atMs, Turn turn, boolean uploaded) {}

  /**
   * A round that has not begun.
   *
   * @param task which knows the version that the round begins with
   * @param places for all stores of the chain
   * @param patienceMs after which a silent store's place is another's
   * @param start how things stand before the first window
   */
  VirtualWindows(
      VirtualLog log,
      VirtualChain chain,
      RoundTerms terms,
      WindowTask task,
      Places places,
      long patienceMs,
      TracePoint start) {
    this.log = log;
    this.chain = chain;
    this.terms = terms;
    this.task = task;
    this.places = places;
    this.patienceMs = patienceMs;
    this.turns = new int[terms.maxCohort()];
    this.newest = start;
    append(new RoundEvent.Defined(terms));
  }

  /** How things stand after the next window, or after the round has failed; null at its end. */
  @Nullable TracePoint next() {
    while (made.isEmpty() && !over) {
      fillPlaces();
      step();
    }
    return made.poll();
  }

  private void fillPlaces() {
    for (OptionalInt store = places.take(); store.isPresent(); store = places.take()) {
      begin(store.getAsInt());
    }
  }

  private void begin(int store) {
    int number = ++turns[store];
    long length = chain.trainingMs(store) + chain.uploadMs(store, number);
    boolean overdue = length > patienceMs;
    Turn turn =
        new Turn(store, number, log.latestVersion(), overdue, chain.dropsOut(store, number));
    append(new RoundEvent.Joined(terms.roundId(), VirtualChain.name(store)));
    counts.begun();
    if (overdue || turn.dropsOut()) {
      ahead.add(new Happening(now + patienceMs, turn, false));
    }
    if (!turn.dropsOut()) {
      ahead.add(new Happening(now + length, turn, true));
    }
  }

  private void step() {
    Happening next = ahead.peek();
    long due = Math.max(tickedAt + TICK_MS, log.tickDueAt());
    if (next == null || due <= next.atMs()) {
      now = due;
      tickedAt = due;
      carryOut(log.tick(now));
    } else {
      ahead.remove();
      now = next.atMs();
      if (next.uploaded()) {
        upload(next.turn());
      } else {
        giveUp(next.turn());
      }
    }
  }

  private void giveUp(Turn turn) {
    places.vacate();
    if (turn.dropsOut()) {
      counts.droppedOut();
      places.release(turn.store());
    }
  }

  private void upload(Turn turn) {
    if (!turn.overdue()) {
      places.vacate();
    }
    counts.uploaded();
    AttemptReference attempt = turn.attempt();
    byte[] payload = trained(turn);
    long rows = chain.updates().rowsOf(turn.store());
    long weight = terms.weighting().weight(rows, Map.of());
    PayloadFault fault = task.take(attempt, payload, weight);
    new Uploads(terms)
        .events(attempt, turn.base(), payload, weight, rows, Map.of(), fault)
        .forEach(this::append);
  }

  /** What it says is of no matter when it is refused for its base. */
  private byte[] trained(Turn turn) {
    return task.keeps(turn.base())
        ? Payload.of(chain.updates().of(turn.store(), turn.number(), task.parameters(turn.base())))
        : new byte[Math.toIntExact(terms.updateBytes())];
  }

  private void append(RoundEvent event) {
    carryOut(log.append(event, now));
  }

  private void carryOut(List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Decide decision && decision.window() != null) {
        make(decision.version(), decision.window());
      } else if (effect instanceof Effect.Complete complete && complete.window() != null) {
        complete(complete.round().version(), complete.window());
      } else if (effect instanceof Effect.AttemptOver ended && ended.reason() != null) {
        refuse(ended.attempt(), ended.reason()); // its seal, if it comes after that, is only late
      } else if (effect instanceof Effect.Close) {
        close(log.view(terms.roundId()));
      }
    }
  }

  private void make(long version, WindowDecision window) {
    byte[] model = task.make(version, window);
    append(
        new RoundEvent.Published(
            terms.roundId(),
            version,
            0,
            TreeHash.of(model),
            model.length,
            window.entries().size()));
  }

  private void complete(long version, WindowDecision window) {
    for (WindowDecision.Entry entry : window.entries()) {
      places.release(VirtualChain.number(entry.attempt().storeId()));
    }
    Measures measures = chain.measure(task.parameters(version));
    newest = counts.windowMade(window, version, now, terms.updateBytes(), measures);
    made.add(newest);
    task.keepOnly(log.windowBases());
  }

  private void refuse(AttemptReference attempt, String reason) {
    task.forget(attempt);
    counts.refused(reason.equals("too_stale"));
    places.release(VirtualChain.number(attempt.storeId()));
  }

  private void close(RoundView view) {
    over = true;
    if (view.status() == RoundStatus.FAILED) {
      made.add(counts.failed(String.valueOf(view.reason()), newest, now, terms.updateBytes()));
    }
  }
}
