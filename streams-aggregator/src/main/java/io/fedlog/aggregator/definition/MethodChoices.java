package io.fedlog.aggregator.definition;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.round.MethodChoice;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;

/** Reads and writes which method a round is aggregated by instead of its definition's. */
public final class MethodChoices {
  private MethodChoices() {}

  /**
   * The choice that a record holds.
   *
   * @throws IllegalArgumentException when its grid or its weighting is none
   */
  public static MethodChoice read(io.fedlog.schemas.MethodChoice record) {
    io.fedlog.schemas.Grid grid = record.getGrid();
    return new MethodChoice(
        record.getMethod(),
        record.getMethodParameters(),
        new WeightRule(
            WeightRule.Kind.valueOf(record.getWeighting().name()), record.getWeightMetric()),
        new Grid(
            grid.getUnitExponent(),
            grid.getMaxAbsValue(),
            grid.getWeightFractionBits(),
            grid.getMaxWeight(),
            grid.getMaxCohort(),
            grid.getLanes()));
  }

  /** The choice as a record. */
  public static io.fedlog.schemas.MethodChoice write(MethodChoice choice) {
    Grid grid = choice.grid();
    return new io.fedlog.schemas.MethodChoice(
        choice.method(),
        choice.parameters(),
        Weighting.valueOf(choice.weighting().kind().name()),
        choice.weighting().metric(),
        new io.fedlog.schemas.Grid(
            grid.unitExponent(),
            grid.maxAbsValue(),
            grid.weightFractionBits(),
            grid.maxWeight(),
            grid.maxCohort(),
            grid.lanes()));
  }

  /** The definition that the round would have had with that method. */
  public static RoundDefinition apply(
      RoundDefinition definition, io.fedlog.schemas.MethodChoice choice) {
    return RoundDefinition.newBuilder(definition)
        .setMethod(choice.getMethod())
        .setMethodParameters(choice.getMethodParameters())
        .setWeighting(choice.getWeighting())
        .setWeightMetric(choice.getWeightMetric())
        .setGrid(choice.getGrid())
        .build();
  }
}
