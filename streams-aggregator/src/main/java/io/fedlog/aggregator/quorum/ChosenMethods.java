package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.NormalisedMethod;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.round.MethodCheck;
import io.fedlog.learning.round.MethodChoice;
import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether a round can be aggregated by another method: what would be refused of a definition is
 * refused here, and what the stores have already done for the method they were told of.
 */
public final class ChosenMethods implements MethodCheck {
  private final Function<String, @Nullable RoundDefinition> definitions;
  private final int partitions;

  /**
   * @param definitions by round id
   */
  public ChosenMethods(Function<String, @Nullable RoundDefinition> definitions, int partitions) {
    this.definitions = definitions;
    this.partitions = partitions;
  }

  @Override
  public @Nullable String fault(String roundId, MethodChoice choice) {
    RoundDefinition definition = definitions.apply(roundId);
    if (definition == null) {
      return "the round's definition is no longer kept; expected a round that is not over";
    }
    try {
      requireOneDecision(definition);
      requireSameUpdates(definition, choice);
      requireSameGrid(TermsReader.grid(definition), choice);
      requireSameUnits(definition, choice);
      requireWeights(definition, choice);
      RoundDefinition chosen = MethodChoices.apply(definition, MethodChoices.write(choice));
      RoundTerms unused = TermsReader.read(chosen, partitions);
      return null;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return e.getMessage();
    }
  }

  private static void requireOneDecision(RoundDefinition definition) {
    if (definition.getWindows() != null) {
      throw new IllegalArgumentException(
          "the round goes on from window to window by %s; expected a round with one decision"
              .formatted(definition.getMethod()));
    }
  }

  /** Stores have trained, or normalised what they send, for the method they were told of. */
  private static void requireSameUpdates(RoundDefinition definition, MethodChoice choice) {
    if (Methods.named(definition.getMethod()) instanceof NormalisedMethod
        || Methods.named(choice.method()) instanceof NormalisedMethod) {
      throw new IllegalArgumentException(
          "method %s in place of %s: stores normalise their updates by local steps for one of them and not for the other"
              .formatted(choice.method(), definition.getMethod()));
    }
    if (definition.getBase() != null) {
      ClientTerms.ofRound(definition.getModelType(), definition.getTrainingConfig())
          .ifPresent(terms -> terms.method().requireAggregation(choice.method(), false));
    }
  }

  /** What was admitted must be what the sums have room for. */
  private static void requireSameGrid(Grid defined, MethodChoice choice) {
    Grid grid = choice.grid();
    if (grid.maxAbsValue() != defined.maxAbsValue()
        || grid.maxCohort() != defined.maxCohort()
        || grid.lanes() != defined.lanes()) {
      throw new IllegalArgumentException(
          "the grid is for values to %s of %d updates in %d lanes; expected %s, %d and %d as the round is defined"
              .formatted(
                  grid.maxAbsValue(),
                  grid.maxCohort(),
                  grid.lanes(),
                  defined.maxAbsValue(),
                  defined.maxCohort(),
                  defined.lanes()));
    }
  }

  /** Whole units are those of the grid that the stores were told of. */
  private static void requireSameUnits(RoundDefinition definition, MethodChoice choice) {
    if (definition.getUpdateEncoding() == UpdateEncoding.GRID
        && choice.grid().unitExponent() != definition.getGrid().getUnitExponent()) {
      throw new IllegalArgumentException(
          "the grid's unit is 2^%d; expected 2^%d, of which the updates are whole multiples"
              .formatted(-choice.grid().unitExponent(), -definition.getGrid().getUnitExponent()));
    }
  }

  private static void requireWeights(RoundDefinition definition, MethodChoice choice) {
    WeightRule.Kind kind = choice.weighting().kind();
    if (kind.name().equals(definition.getWeighting().name())) {
      return;
    }
    if (kind == WeightRule.Kind.METRIC || definition.getWeighting() == Weighting.METRIC) {
      throw new IllegalArgumentException(
          "method %s weighs by %s and the round by %s; expected EQUAL or SAMPLES of both, or METRIC of both"
              .formatted(choice.method(), kind, definition.getWeighting()));
    }
    if (choice.grid().maxCohort() > MethodChoice.MOST_WEIGHED
        || choice.grid().maxWeight() > MethodChoice.LARGEST_WEIGHT) {
      throw new IllegalArgumentException(
          "method %s weighs the updates anew: the round has room for %d updates of weights to %d; expected at most %d of weights to %d"
              .formatted(
                  choice.method(),
                  choice.grid().maxCohort(),
                  choice.grid().maxWeight(),
                  MethodChoice.MOST_WEIGHED,
                  MethodChoice.LARGEST_WEIGHT));
    }
  }
}
