package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Gives everything a round received its fate, once the round is over and every partition told. */
final class Settlement {
  static final Comparator<AttemptReference> BY_STORE =
      Comparator.comparing(AttemptReference::storeId)
          .thenComparingLong(AttemptReference::attemptId);

  private final int partitions;
  private final Rows rows;
  private final Charging charging;
  private final List<Effect> effects;

  Settlement(int partitions, Rows rows, Charging charging, List<Effect> effects) {
    this.charging = charging;
    this.partitions = partitions;
    this.rows = rows;
    this.effects = effects;
  }

  void tallied(Round round, RoundEvent.Tallied event) {
    if (!round.status.isOver() || round.isForgotten()) {
      return;
    }
    if (event.partition() < 0
        || event.partition() >= partitions
        || !isSound(event.chunks())
        || !isSound(event.bytes())) {
      effects.add(
          Effect.Refused.of(
              round.terms.roundId(),
              "bad_tally",
              "of partition %d of %d: a partition that is none, or counts that do not balance"
                  .formatted(event.partition(), partitions)));
      return;
    }
    round.chunkTallies.put(event.partition(), event.chunks());
    round.byteTallies.put(event.partition(), event.bytes());
    event.openAttempts().forEach(attempt -> name(round, attempt, Fate.INCOMPLETE));
    event.lateAttempts().forEach(attempt -> name(round, attempt, Fate.LATE));
    if (!round.settled && round.chunkTallies.size() == partitions) {
      fix(round);
      round.settled = true;
      rows.forgetStores(round);
      round.forgetStores();
    }
    if (round.settled) {
      effects.add(
          new Effect.Settle(
              round.view(),
              attempts(round),
              sum(round.chunkTallies),
              sum(round.byteTallies),
              round.trainingMetrics,
              round.modelBytes,
              Charging.most(round),
              RoundTotals.of(round)));
      charging.local().tell(round);
      forgetIfRetired(round);
    }
  }

  /** Something of the attempt came after the end of the settled round. */
  void cameLate(Round round, AttemptReference attempt) {
    if (!round.isForgotten()) {
      name(round, attempt, Fate.LATE);
    }
  }

  /** Of a round that is retired and counted only the head stays, so that its id is known. */
  void forgetIfRetired(Round round) {
    if (round.isForgotten()) {
      rows.forgetNamed(round);
      charging.local().forget(round);
      round.named.clear();
      round.stores.clear();
    }
  }

  private void name(Round round, AttemptReference attempt, Fate fate) {
    if (Bounds.isName(attempt.storeId())
        && !isOver(round, attempt)
        && round.named.name(attempt, fate)) {
      rows.saveNamed(round, attempt, fate);
      charging.local().named(round, attempt);
    }
  }

  /** In a round with windows: whether its store's mark says that it was counted. */
  private static boolean isOver(Round round, AttemptReference attempt) {
    Participant store = round.windows == null ? null : round.stores.get(attempt.storeId());
    return store != null && attempt.attemptId() <= store.mark;
  }

  /** Fixes the fates of all attempts the quorum has heard of; the unfinished stay open. */
  private void fix(Round round) {
    Fates.Count count = new Fates.Count();
    LongStream.Builder fixed = LongStream.builder();
    MetricMeans means = new MetricMeans();
    int bound = Cohort.bound(round);
    for (Participant store : round.stores.values()) {
      for (Attempt attempt : store.attempts.values()) {
        AttemptReference reference = new AttemptReference(store.storeId, attempt.id);
        if (!attempt.isEnded()) {
          name(round, reference, Fate.INCOMPLETE);
          continue;
        }
        // the counted too: a store may send a chunk or the seal of such an attempt again
        if (round.windows == null) {
          fixed.add(NamedAttempts.fingerprint(reference));
        } else {
          store.mark = Math.max(store.mark, attempt.id);
        }
        if (round.named.forget(reference)) {
          rows.forgetNamed(round, reference);
        }
        if (attempt.refusal != null) {
          count.reject(attempt.refusal, 1);
        } else if (attempt.fate != null) {
          count.add(attempt.fate, 1);
        } else {
          Fate fate = store.withdrawn ? Fate.NOT_SELECTED : whenCounted(round, attempt, bound);
          count.add(fate, 1);
          if (fate == Fate.AGGREGATED && attempt.seal != null) {
            means.add(attempt.seal);
            round.noteAggregated(attempt.seal, 0);
          }
        }
      }
    }
    round.settledAttempts = count.of(count.total());
    if (round.windows == null) {
      round.trainingMetrics = means.means();
      round.named.fix(fixed.build().toArray());
      rows.saveFixed(round);
    } else {
      round.settledAttempts = round.settledAttempts.plus(round.windows.over);
    }
  }

  private static Fate whenCounted(Round round, Attempt attempt, int bound) {
    return switch (round.status) {
      case COMPLETED ->
          round.windows == null && attempt.ordinal < bound ? Fate.AGGREGATED : Fate.NOT_SELECTED;
      case CANCELLED -> Fate.CANCELLED;
      default -> Fate.FAILED;
    };
  }

  /** All attempts' fates: the fixed ones, and those begun and not ended, or come late. */
  private static Fates attempts(Round round) {
    Fates.Count count = new Fates.Count();
    round.named.names().values().forEach(fate -> count.add(fate, 1));
    return round.settledAttempts.plus(count.of(count.total()));
  }

  private static Fates sum(Map<Integer, Fates> tallies) {
    return tallies.values().stream().reduce(Fates.NONE, Fates::plus);
  }

  private static boolean isSound(Fates fates) {
    return fates.balanced()
        && fates.rejected().size() <= Bounds.METRICS
        && fates.rejected().keySet().stream().allMatch(Bounds::isName)
        && LongStream.of(
                fates.received(),
                fates.aggregated(),
                fates.duplicate(),
                fates.late(),
                fates.incomplete(),
                fates.notSelected(),
                fates.failed(),
                fates.cancelled())
            .allMatch(n -> n >= 0);
  }
}
