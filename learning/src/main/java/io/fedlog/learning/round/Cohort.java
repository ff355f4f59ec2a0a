package io.fedlog.learning.round;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which of a round's complete attempts its decision takes, in a round without windows. */
final class Cohort {
  private Cohort() {}

  /**
   * The rank of completion from which on none is taken: of stores that were not withdrawn the first
   * {@code take} are, and all without that rule.
   */
  static int bound(Round round) {
    int taken = 0;
    for (int rank = 0; rank < round.completion.size(); rank++) {
      if (round.terms.takesNoMoreThan(taken)) {
        return rank;
      }
      taken += round.store(round.completion.get(rank).storeId()).withdrawn ? 0 : 1;
    }
    return round.completion.size();
  }

  /** What each of those updates weighs, in the order of the store ids. */
  static List<Long> weights(Round round) {
    return List.copyOf(weights(round, round.choice).values());
  }

  /** Why the updates there are cannot weigh what a method asks for; null when they can. */
  static @Nullable String misfit(Round round, MethodChoice choice) {
    long most = choice.grid().maxWeight();
    return weights(round, choice).entrySet().stream()
        .filter(update -> update.getValue() < 1 || update.getValue() > most)
        .findFirst()
        .map(
            update ->
                "method %s weighs the update of store %s %d; expected 1 to %d"
                    .formatted(choice.method(), update.getKey(), update.getValue(), most))
        .orElse(null);
  }

  private static SortedMap<String, Long> weights(Round round, @Nullable MethodChoice choice) {
    SortedMap<String, Long> byStore = new TreeMap<>();
    for (AttemptReference counted : round.completion.subList(0, bound(round))) {
      Participant store = round.store(counted.storeId());
      Attempt attempt = store.counted();
      if (!store.withdrawn && attempt != null && attempt.seal != null) {
        byStore.put(
            counted.storeId(),
            choice == null ? attempt.seal.weight() : choice.weight(attempt.seal));
      }
    }
    return byStore;
  }
}
