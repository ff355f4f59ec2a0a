package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.Rosters;
import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.quorum.ChosenMethods;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateSeal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What other rules would have decided of the same updates. Nothing of it is written anywhere. */
public final class Alternatives {
  private final LogModelMaker maker;

  /** Reads what it needs with a maker of models. */
  public Alternatives(LogModelMaker maker) {
    this.maker = maker;
  }

  /**
   * Refuses rounds of which no second answer may be given.
   *
   * @throws WhatIfRefusedException for a round under privacy or with masked updates
   */
  public static void requireOpen(RoundDefinition round) {
    if (round.getPrivacy() != null) {
      throw new WhatIfRefusedException(
          "round %s is under privacy: the difference of two answers would show one store's update, and no budget was set aside for a second"
              .formatted(round.getRoundId()));
    }
    if (round.getSecureAggregation() != null) {
      throw new WhatIfRefusedException(
          "the updates of round %s are masked: only the sum of its cohort can be unmasked, and the difference of two sums would show one store's update"
              .formatted(round.getRoundId()));
    }
  }

  /**
   * The model that another method makes of the same cohort.
   *
   * @throws WhatIfRefusedException when it must not be told, or the round's updates are not fit for
   *     the method
   * @throws RetiredException when the updates are no longer on the log
   */
  public DecidedModel byMethod(DecidedModel actual, MethodChoice choice) {
    RoundDefinition round = actual.definition();
    requireOpen(round);
    io.fedlog.learning.round.MethodChoice wish;
    String fault;
    try {
      wish = MethodChoices.read(choice);
      fault = new ChosenMethods(id -> round, maker.partitions()).fault(round.getRoundId(), wish);
    } catch (IllegalArgumentException e) {
      throw refused(round, choice, String.valueOf(e.getMessage()));
    }
    if (fault != null) {
      throw refused(round, choice, fault);
    }
    Decision.Builder decision =
        Decision.newBuilder(actual.decision()).setChoice(choice).setMethod(choice.getMethod());
    if (choice.getWeighting() == round.getWeighting()) {
      decision.setWeights(List.of());
    } else {
      weigh(actual, wish.weighting(), wish.grid().maxWeight(), decision);
    }
    return concluded(
        new DecidedModel(round, decision.build(), actual.roster(), null, List.of()), choice);
  }

  /**
   * The same decision, made by the definition's method of the cohort that it names. Measured
   * methods have their conclusion drawn anew.
   *
   * @param decided by another fold of the round log; a conclusion in it is not looked at
   * @throws WhatIfRefusedException when it must not be told, or no model can be made
   * @throws RetiredException when the updates are no longer on the log
   */
  public DecidedModel byCohort(DecidedModel decided) {
    requireOpen(decided.definition());
    return concluded(
        new DecidedModel(
            decided.definition(), decided.decision(), decided.roster(), null, List.of()),
        decided.decision().getChoice());
  }

  private DecidedModel concluded(DecidedModel decided, @Nullable MethodChoice choice) {
    if (!Conclusions.isMeasured(decided)) {
      return decided;
    }
    try {
      return new DecidedModel(
          decided.definition(),
          decided.decision(),
          decided.roster(),
          new Conclusions(maker).conclude(decided),
          List.of());
    } catch (FinaliseException e) {
      throw refused(decided.definition(), choice, String.valueOf(e.getMessage()));
    }
  }

  /** As a wish to aggregate by that method would have weighed the updates: by their seals. */
  private void weigh(
      DecidedModel actual, WeightRule rule, long mostWeight, Decision.Builder decision) {
    RoundDefinition round = actual.definition();
    Map<String, Long> cohort = Rosters.cohort(actual.decision(), actual.roster());
    Map<String, Long> weights = new TreeMap<>();
    try (UpdateSource source = maker.open()) {
      source.read(
          round.getUpdatesTopic(),
          Placement.partition(round.getRoundId(), 0, maker.partitions()),
          (offset, key, value) -> {
            UpdateSeal seal = seal(value);
            if (seal != null
                && Long.valueOf(seal.getAttemptId()).equals(cohort.get(seal.getStoreId()))) {
              weights.putIfAbsent(
                  seal.getStoreId(), rule.weight(seal.getTrainingSamples(), seal.getMetrics()));
            }
          });
    }
    for (String store : new TreeMap<>(cohort).keySet()) {
      Long weight = weights.get(store);
      if (weight == null || weight < 1 || weight > mostWeight) {
        throw new WhatIfRefusedException(
            "the update of store %s weighs %s under the other method; expected 1 to %d"
                .formatted(
                    store, weight == null ? "nothing, its seal is gone," : weight, mostWeight));
      }
    }
    decision.setWeights(List.copyOf(weights.values()));
    decision.setTotalWeight(weights.values().stream().mapToLong(Long::longValue).sum());
  }

  private @Nullable UpdateSeal seal(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      return maker.codecs().updates().decode(value).getBody() instanceof UpdateSeal seal
          ? seal
          : null;
    } catch (UnreadableRecordException e) {
      return null;
    }
  }

  private static WhatIfRefusedException refused(
      RoundDefinition round, @Nullable MethodChoice choice, String reason) {
    return new WhatIfRefusedException(
        "round %s cannot be made by %s: %s"
            .formatted(
                round.getRoundId(),
                choice == null ? round.getMethod() : choice.getMethod(),
                reason));
  }
}
