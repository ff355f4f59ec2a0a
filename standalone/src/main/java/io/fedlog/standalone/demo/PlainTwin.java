package io.fedlog.standalone.demo;

import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.UpdateEncoding;
import java.time.Duration;

/**
 * The same plan once more, of a model type beside, whose updates travel in the same whole units
 * without masks: what masks may not change is then there to be compared.
 */
final class PlainTwin {

  private static final String SUFFIX = "-plain";
  private static final int SHORT_SHA = 12;
  private static final Duration LAST_EVALUATIONS = Duration.ofSeconds(30);

  private final CoordinatorClient client;
  private final PlanRecord masked;
  private final RoundBoard board;

  /**
   * @param masked a plan that is over
   * @param board told of what the stores measure
   */
  PlainTwin(CoordinatorClient client, PlanRecord masked, RoundBoard board) {
    this.client = client;
    this.masked = masked;
    this.board = board;
  }

  /** The model type that it trains. */
  static String typeOf(String modelType) {
    return modelType + SUFFIX;
  }

  /**
   * Carries it through, and says what came of it.
   *
   * @param last round of the masked plan, in which as before nobody dropped out
   * @throws IllegalStateException when the plain plan made another model
   */
  String compared(RoundRow last, int rounds) throws InterruptedException {
    PlanRecord twin =
        PlanRecord.newBuilder(masked)
            .setPlanId(masked.getPlanId() + SUFFIX)
            .setModelType(typeOf(masked.getModelType()))
            .setMaxRounds(rounds)
            .setPatience(0)
            .setStatus(PlanStatus.RUNNING)
            .setReason(null)
            .setSecureAggregation(null)
            .setUpdateEncoding(UpdateEncoding.GRID)
            .build();
    Duration most = new DemoPlan(twin).longest();
    client.startPlan(twin);
    PlanRecord ended = client.awaitPlan(twin.getPlanId(), most, state -> {});
    String lastRound = PlanRound.training(rounds).id(twin.getPlanId());
    String expected = last.state().getModelSha256();
    String plain =
        ended.getStatus() == PlanStatus.COMPLETED
            ? client.awaitRound(lastRound, most, state -> {}).getModelSha256()
            : null;
    if (plain == null || !plain.equals(expected)) {
      throw new IllegalStateException(
          "the plan without masks ended as %s with a model of sha-256 %s; expected the masked plan's %s"
              .formatted(ended.getStatus(), plain, expected));
    }
    board.awaitMeasured(lastRound, LAST_EVALUATIONS); // or the stores' work would be broken off
    return DemoPrivacy.row(
        "checked",
        "the same plan was run again without masks: the same model, to the byte, sha-256 %s"
            .formatted(plain.substring(0, SHORT_SHA)));
  }
}
