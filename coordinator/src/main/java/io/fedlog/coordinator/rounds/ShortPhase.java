package io.fedlog.coordinator.rounds;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import java.util.Optional;

/** Whether a round that masks would fail were an aggregator killed in it. */
public final class ShortPhase {
  /** The session of a killed aggregator, 8 s, and what another needs to go on for it. */
  private static final long FAILOVER_MS = 15_000;

  private ShortPhase() {}

  /** What an operator should know of a round's phases; empty when they are long enough. */
  public static Optional<String> warning(RoundDefinition round) {
    SecureRules rules = round.getSecureAggregation();
    return rules == null || rules.getPhaseMs() >= FAILOVER_MS
        ? Optional.empty()
        : Optional.of(
            "A round's phase_ms of %d is less than the %d that aggregators may need to go on after a crash; one would end the round: set a longer phase_ms or a later deadline"
                .formatted(rules.getPhaseMs(), FAILOVER_MS));
  }
}
