package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
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
    int participating = round.participating();
    double progress = participating == 0 ? 0 : (double) round.completed() / participating;
    ctx.header("Cache-Control", "no-store");
    Bodies.answer(
        ctx,
        200,
        json -> {
          json.put("round_id", roundId);
          json.put("status", round.statusWord());
          json.put("participating_stores", participating);
          json.put("completed_stores", round.completed());
          json.put("progress", progress);
          json.putNull("estimated_completion");
          if (round.reason() != null) {
            json.put("reason", round.reason());
          }
        });
  }
}
