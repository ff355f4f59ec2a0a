package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Gives everything a round received its fate, once the round is over. */
final class Settlement {
  static final Comparator<AttemptReference> BY_STORE =
      Comparator.comparing(AttemptReference::storeId)
          .thenComparingLong(AttemptReference::attemptId);

  private Settlement() {}

  /** Fixes the fates of all attempts the quorum has heard of; the unfinished stay open. */
  static void fix(Round round) {
    Fates.Count count = new Fates.Count();
    for (Participant store : round.stores.values()) {
      for (Attempt attempt : store.attempts.values()) {
        AttemptReference reference = new AttemptReference(store.storeId, attempt.id);
        if (attempt.isEnded()) {
          round.unfinished.remove(reference);
          round.late.remove(reference);
        }
        if (attempt.refusal != null) {
          count.reject(attempt.refusal, 1);
          round.fixed.add(reference);
        } else if (attempt.fate != null) {
          count.add(attempt.fate, 1);
          round.fixed.add(reference);
        } else if (attempt.ordinal != Attempt.NO_ORDINAL) {
          count.add(store.withdrawn ? Fate.NOT_SELECTED : whenCounted(round), 1);
        } else {
          round.unfinished.add(reference);
        }
      }
    }
    round.settledAttempts = count.of(count.total());
    round.trainingMetrics = means(round);
  }

  private static Fate whenCounted(Round round) {
    return switch (round.status) {
      case COMPLETED -> Fate.AGGREGATED;
      case CANCELLED -> Fate.CANCELLED;
      default -> Fate.FAILED;
    };
  }

  /** All attempts' fates: the fixed ones, and those begun and not ended, or come late. */
  static Fates attempts(Round round) {
    Set<AttemptReference> open = new HashSet<>(round.unfinished);
    open.removeAll(round.late);
    Fates.Count count = new Fates.Count();
    count.add(Fate.INCOMPLETE, open.size());
    count.add(Fate.LATE, round.late.size());
    return round.settledAttempts.plus(count.of(count.total()));
  }

  static Fates sum(Map<Integer, Fates> tallies) {
    return tallies.values().stream().reduce(Fates.NONE, Fates::plus);
  }

  /** Means of the cohort's metrics, weighted by rows; exact until the one division. */
  private static Map<String, Double> means(Round round) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    Map<String, Long> rows = new TreeMap<>();
    for (Participant store : round.stores.values()) {
      Attempt attempt = store.counted();
      RoundEvent.Sealed seal = attempt == null ? null : attempt.seal;
      if (seal == null || store.withdrawn || round.status != RoundStatus.COMPLETED) {
        continue;
      }
      seal.metrics()
          .forEach(
              (name, value) -> {
                if (Double.isFinite(value) && seal.trainingSamples() > 0) {
                  BigDecimal weighted =
                      new BigDecimal(value).multiply(BigDecimal.valueOf(seal.trainingSamples()));
                  sums.merge(name, weighted, BigDecimal::add);
                  rows.merge(name, seal.trainingSamples(), Long::sum);
                }
              });
    }
    Map<String, Double> means = new TreeMap<>();
    sums.forEach(
        (name, sum) ->
            means.put(
                name,
                sum.divide(
                        BigDecimal.valueOf(rows.getOrDefault(name, 1L)), MathContext.DECIMAL128)
                    .doubleValue()));
    return means;
  }
}
