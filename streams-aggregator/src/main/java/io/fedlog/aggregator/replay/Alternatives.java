package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.Rosters;
import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.quorum.ChosenMethods;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** What other rules would have decided of the same updates. Nothing of it is written anywhere. */
public final class Alternatives {
  private static final long UNKNOWN = -1;

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
   * @param samples rows that a store's attempt was trained on, for a method that weighs by them
   *     where the round did not; from its seal as the round log has it, for what lies on the update
   *     topic may be anybody's; -1 when that is not known
   * @throws WhatIfRefusedException when it must not be told, or the round's updates are not fit for
   *     the method
   * @throws RetiredException when the updates are no longer on the log
   */
  public DecidedModel byMethod(
      DecidedModel actual, MethodChoice choice, ToLongBiFunction<String, Long> samples) {
    RoundDefinition round = actual.definition();
    requireOpen(round);
    io.fedlog.learning.round.MethodChoice wish;
    String fault;
    try {
      wish = MethodChoices.read(choice);
      int updates = Math.max(actual.decision().getCohortSize(), round.getMinStores());
      RoundDefinition sized = sized(round, updates);
      fault =
          new ChosenMethods(id -> sized, maker.partitions())
              .fault(round.getRoundId(), MethodChoices.read(sized(choice, updates)));
    } catch (IllegalArgumentException e) {
      throw refused(round, choice, String.valueOf(e.getMessage()));
    }
    if (fault != null) {
      throw refused(round, choice, fault);
    }
    Decision.Builder decision =
        Decision.newBuilder(actual.decision()).setChoice(choice).setMethod(choice.getMethod());
    MethodChoice before = actual.decision().getChoice();
    Weighting weighed = before == null ? round.getWeighting() : before.getWeighting();
    if (choice.getWeighting() != weighed) {
      weigh(actual, wish, samples, decision);
    }
    if (choice.getWeighting() == round.getWeighting()) {
      decision.setWeights(List.of()); // what the updates say themselves
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

  /** What the method must have memory for is known by now: the updates that are there. */
  private static RoundDefinition sized(RoundDefinition round, int updates) {
    return RoundDefinition.newBuilder(round).setGrid(sized(round.getGrid(), updates)).build();
  }

  private static MethodChoice sized(MethodChoice choice, int updates) {
    return MethodChoice.newBuilder(choice).setGrid(sized(choice.getGrid(), updates)).build();
  }

  private static Grid sized(Grid grid, int updates) {
    return Grid.newBuilder(grid).setMaxCohort(updates).build();
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

  /** As a wish to aggregate by that method would have weighed the updates. */
  private static void weigh(
      DecidedModel actual,
      io.fedlog.learning.round.MethodChoice wish,
      ToLongBiFunction<String, Long> samples,
      Decision.Builder decision) {
    long total = 0;
    List<Long> weights = new ArrayList<>();
    for (Map.Entry<String, Long> update :
        new TreeMap<>(Rosters.cohort(actual.decision(), actual.roster())).entrySet()) {
      long rows = samples.applyAsLong(update.getKey(), update.getValue());
      long weight = wish.weighting().weight(rows, Map.of());
      if (weight < 1 || weight > wish.grid().maxWeight()) {
        throw new WhatIfRefusedException(
            "round %s cannot be made by %s: the update of store %s weighs %s; expected 1 to %d"
                .formatted(
                    actual.definition().getRoundId(),
                    wish.method(),
                    update.getKey(),
                    weight == UNKNOWN ? "what its seal said, which is not known" : weight,
                    wish.grid().maxWeight()));
      }
      weights.add(weight);
      total += weight;
    }
    decision.setWeights(weights);
    decision.setTotalWeight(total);
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
