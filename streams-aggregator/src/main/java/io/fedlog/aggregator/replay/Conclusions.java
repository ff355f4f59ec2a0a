package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.aggregator.quorum.MeasuredRounds;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.Shares;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a method that goes by distances concludes of decided updates: measured anew from the log, to
 * be held against what the round log has, or for a cohort that was never measured.
 */
public final class Conclusions {
  private final LogModelMaker maker;

  /** Measures with a maker of models. */
  public Conclusions(LogModelMaker maker) {
    this.maker = maker;
  }

  /** Whether a decision is followed by a conclusion from distances. */
  public static boolean isMeasured(DecidedModel decided) {
    return Methods.named(chosen(decided).getMethod()) instanceof MeasuredMethod;
  }

  /**
   * The decision of phase 1 as it follows from the updates; a conclusion that is there already is
   * not looked at, save for where it lies on the round log.
   *
   * @throws FinaliseException when no model can be made of these updates, or one is missing
   * @throws RetiredException when the updates are no longer on the log
   * @throws IllegalArgumentException when the method goes by no distances
   */
  public Decision conclude(DecidedModel decided) {
    RoundDefinition round = chosen(decided);
    if (!(Methods.named(round.getMethod()) instanceof MeasuredMethod method)) {
      throw new IllegalArgumentException(
          "method %s goes by no distances; expected one that does, such as krum"
              .formatted(round.getMethod()));
    }
    Decision decision = decided.decision();
    List<PartitionReplay.Measured> measured =
        maker.measure(
            new DecidedModel(
                decided.definition(), decision, decided.roster(), null, decided.unmasking()));
    long[] weights =
        (decision.getWeights().isEmpty()
                ? List.copyOf(new TreeMap<>(measured.get(0).weights()).values())
                : decision.getWeights())
            .stream().mapToLong(Long::longValue).toArray();
    DistanceSums sums =
        new DistanceSums(
            weights.length,
            method.fromBase() && round.getBase() != null,
            TermsReader.methodTerms(round));
    measured.forEach(part -> sums.add(ByteBuffer.wrap(part.sums())));
    Shares shares =
        new MeasuredRounds(id -> round).conclude(round.getRoundId(), weights, sums.toBytes());
    Decision before = decided.conclusion();
    return Decision.newBuilder()
        .setRoundId(round.getRoundId())
        .setVersion(decision.getVersion())
        .setLogOffset(before == null ? decision.getLogOffset() : before.getLogOffset())
        .setPhase(1)
        .setMethod(round.getMethod())
        .setRosterPages(decision.getRosterPages())
        .setCohort(ByteBuffer.allocate(0))
        .setCohortSize(decision.getCohortSize())
        .setTotalWeight(shares.total())
        .setShares(Arrays.stream(shares.ofUpdates()).boxed().toList())
        .setBaseShare(shares.ofBase())
        .build();
  }

  /** The definition with the method that the model is really made by. */
  static RoundDefinition chosen(DecidedModel decided) {
    return decided.decision().getChoice() == null
        ? decided.definition()
        : MethodChoices.apply(decided.definition(), decided.decision().getChoice());
  }
}
