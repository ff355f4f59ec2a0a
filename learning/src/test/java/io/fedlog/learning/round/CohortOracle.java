package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.UpdateNorm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a cohort must be, from the log's prefix, by other means than the machine's. */
final class CohortOracle {
  private final Map<String, Map<AttemptReference, Set<Integer>>> summaries = new HashMap<>();
  private final Map<String, Map<AttemptReference, Long>> seals = new HashMap<>();

  /** By round and attempt, what each partition's chunks add to the norm; none here is larger. */
  private final Map<String, Map<Integer, Long>> norms = new HashMap<>();

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
      UpdateNorm norm = e.norm();
      if (norm != null) {
        norms
            .computeIfAbsent(e.roundId() + "/" + e.attempt(), a -> new HashMap<>())
            .putIfAbsent(e.firstChunk(), norm.low());
      }
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
      checkNorm(of, attempt);
      if (of.targetCount() > 0) {
        assertThat(attempt.storeId()).isIn("store-0", "store-1", "store-2", "store-3");
      }
    }
    assertThat(decide.totalWeight()).isEqualTo(weight);
  }

  private void checkNorm(RoundTerms of, AttemptReference attempt) {
    PrivacyTerms privacy = of.privacy();
    if (privacy != null && privacy.mode() == PrivacyTerms.Mode.CENTRAL) {
      Map<Integer, Long> parts = norms.get(of.roundId() + "/" + attempt);
      assertThat(parts).hasSize(Math.min(RandomLog.PARTITIONS, of.chunkCount()));
      double sum = parts.values().stream().mapToLong(Long::longValue).sum();
      double norm = privacy.noise() == PrivacyTerms.Noise.GAUSSIAN ? Math.sqrt(sum) : sum;
      assertThat(norm).isLessThanOrEqualTo(privacy.clipUnits());
    }
  }
}
