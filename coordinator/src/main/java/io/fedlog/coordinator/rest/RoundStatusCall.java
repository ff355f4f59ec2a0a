package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.plans.MaskingField;
import io.javalin.http.Context;

/** {@code GET /rounds/{round_id}/status}. */
final class RoundStatusCall implements RestCall {

  private final RoundLookup rounds;

  RoundStatusCall(RoundLookup rounds) {
    this.rounds = rounds;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    ctx.header("Cache-Control", "no-store");
    Bodies.answer(
        ctx,
        200,
        json -> {
          RoundStanding.write(json, roundId, round);
          json.put("estimated_completion", Estimate.of(round, rounds.view()));
          RoundStanding.writeReason(json, round);
          if (round.definition() != null && round.definition().getSecureAggregation() != null) {
            MaskingText.write(
                json.putObject(MaskingField.NAME), rounds.view().masking().of(roundId));
          }
        });
  }
}
