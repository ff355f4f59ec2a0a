package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a cohort must be, from the log's prefix, by other means than the machine's. */
final class CohortOracle {
  private final Map<String, Map<AttemptReference, Set<Integer>>> summaries = new HashMap<>();
  private final Map<String, Map<AttemptReference, Long>> seals = new HashMap<>();
  private final Set<String> withdrawn = new HashSet<>();
  private final Map<String, RoundTerms> terms = new HashMap<>();

  void see(RoundEvent event, List<Effect> effects) {
    if (event instanceof RoundEvent.Defined e) {
      terms.putIfAbsent(e.terms().roundId(), e.terms());
    } else if (event instanceof RoundEvent.Summarised e && e.reason() == null) {
      summaries
          .computeIfAbsent(e.roundId(), r -> new HashMap<>())
          .computeIfAbsent(e.attempt(), a -> new HashSet<>())
          .add(e.firstChunk());
    } else if (event instanceof RoundEvent.Sealed e && e.reason() == null) {
      seals.computeIfAbsent(e.roundId(), r -> new HashMap<>()).putIfAbsent(e.attempt(), e.weight());
    } else if (event instanceof RoundEvent.Withdraw e
        && effects.stream().noneMatch(Effect.Refused.class::isInstance)) {
      withdrawn.add(e.roundId() + "/" + e.storeId());
    }
  }

  void check(Effect.Decide decide, Map<String, AttemptReference> cohort) {
    String round = decide.roundId();
    RoundTerms of = terms.get(round);
    assertThat(of).isNotNull();
    int most = of.take() == 0 ? of.maxCohort() : of.take();
    assertThat(cohort.size()).isBetween(of.minStores(), most);
    long weight = 0;
    for (AttemptReference attempt : cohort.values()) {
      assertThat(withdrawn).doesNotContain(round + "/" + attempt.storeId());
      assertThat(summaries.get(round).get(attempt))
          .hasSizeGreaterThanOrEqualTo(Math.min(RandomLog.PARTITIONS, of.chunkCount()));
      weight += seals.get(round).get(attempt);
      if (of.targetCount() > 0) {
        assertThat(attempt.storeId()).isIn("store-0", "store-1", "store-2", "store-3");
      }
    }
    assertThat(decide.totalWeight()).isEqualTo(weight);
  }
}
