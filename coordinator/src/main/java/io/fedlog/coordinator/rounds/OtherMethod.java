package io.fedlog.coordinator.rounds;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.NormalisedMethod;
import io.fedlog.learning.method.UpdateTerms;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;
import java.util.Map;

/**
 * Another method for a round than its definition's. Weights are what a definition with that method
 * would have; all else is as the round was defined, for the stores have sent their updates by that.
 */
final class OtherMethod {

  private static final String WEIGHTED = "weighted";

  private OtherMethod() {}

  /**
   * The choice of a method for a round.
   *
   * @param maxSamples largest weight when updates weigh by training samples
   * @throws IllegalArgumentException when the round's updates are not fit for it, with the reason
   */
  static MethodChoice of(
      RoundDefinition round, String method, Map<String, String> parameters, long maxSamples) {
    requireSameUpdates(round, method);
    Weighting weighting = weighting(round, method);
    Grid grid = grid(round, weighting, maxSamples);
    check(round, method, parameters, grid);
    return MethodChoice.newBuilder()
        .setMethod(method)
        .setMethodParameters(parameters)
        .setWeighting(weighting)
        .setWeightMetric(weighting == Weighting.METRIC ? round.getWeightMetric() : null)
        .setGrid(RoundDefinitions.record(grid))
        .build();
  }

  private static void requireSameUpdates(RoundDefinition round, String method) {
    if (round.getWindows() != null) {
      throw new IllegalArgumentException(
          "the round goes on from window to window by %s; another method is for rounds with one decision"
              .formatted(round.getMethod()));
    }
    if (round.getSecureAggregation() != null) {
      throw new IllegalArgumentException(
          "the round masks, and its stores have put their weights under the masks for %s; expected no other method"
              .formatted(round.getMethod()));
    }
    if (Methods.named(round.getMethod()) instanceof NormalisedMethod
        || Methods.named(method) instanceof NormalisedMethod) {
      throw new IllegalArgumentException(
          "method %s in place of %s: stores normalise their updates by local steps for one of them and not for the other"
              .formatted(method, round.getMethod()));
    }
    if (round.getBase() != null) {
      ClientTerms.ofRound(round.getModelType(), round.getTrainingConfig())
          .ifPresent(terms -> terms.method().requireAggregation(method, false));
    }
  }

  private static Weighting weighting(RoundDefinition round, String method) {
    if (round.getWeighting() == Weighting.METRIC) {
      return Weighting.METRIC;
    }
    return method.equals(WEIGHTED) ? Weighting.SAMPLES : Weighting.EQUAL;
  }

  private static Grid grid(RoundDefinition round, Weighting weighting, long maxSamples) {
    io.fedlog.schemas.Grid grid = round.getGrid();
    if (weighting == round.getWeighting()) {
      return new Grid(
          grid.getUnitExponent(),
          grid.getMaxAbsValue(),
          grid.getWeightFractionBits(),
          grid.getMaxWeight(),
          grid.getMaxCohort(),
          grid.getLanes());
    }
    if (grid.getMaxCohort() > io.fedlog.learning.round.MethodChoice.MOST_WEIGHED) {
      throw new IllegalArgumentException(
          "the round has room for %d updates; expected at most %d where they are weighed anew"
              .formatted(grid.getMaxCohort(), io.fedlog.learning.round.MethodChoice.MOST_WEIGHED));
    }
    long most = Math.min(maxSamples, io.fedlog.learning.round.MethodChoice.LARGEST_WEIGHT);
    return Grid.finest(
        grid.getMaxAbsValue(),
        0,
        weighting == Weighting.SAMPLES ? most : 1,
        grid.getMaxCohort(),
        grid.getLanes());
  }

  private static void check(
      RoundDefinition round, String method, Map<String, String> parameters, Grid grid) {
    Encoding encoding = Encoding.valueOf(round.getEncoding().name());
    Methods.check(
        method,
        new MethodTerms(
            encoding,
            grid,
            round.getUpdateBytes(),
            round.getChunkBytes(),
            round.getChunkCount(),
            round.getMinStores(),
            parameters));
    UpdateTerms.check(
        method,
        new UpdateEncoding(
            UpdateEncoding.Kind.valueOf(round.getUpdateEncoding().name()), round.getTopKShare()),
        encoding,
        grid);
  }
}
