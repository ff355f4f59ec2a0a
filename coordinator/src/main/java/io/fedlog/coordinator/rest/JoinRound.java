package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.javalin.http.Context;
import java.util.List;

/** {@code POST /rounds/{round_id}/join}. To join twice is to join once. */
final class JoinRound implements RestCall {

  private final RoundLookup rounds;
  private final VouchedJoins joins;

  JoinRound(RoundLookup rounds, VouchedJoins joins) {
    this.rounds = rounds;
    this.joins = joins;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    round.requireOpen("join");
    round.requireAsks(rounds.view(), roundId, caller.store());
    if (round.definition() != null && round.definition().getSecureAggregation() != null) {
      throw ProblemException.wrongState(
          "the round masks: stores join it by their agents, which hold the keys; this call is for stores that upload over HTTP");
    }
    JoinWindow.requireOpenTo(caller.store(), round, rounds, "join");
    joins.write(roundId, round.modelType(), List.of(caller.store()));
    Bodies.answer(
        ctx,
        200,
        json -> {
          json.put("round_id", roundId);
          json.put("store_id", caller.store());
          json.put("status", "joined");
          RoundOrder.write(
              json.putObject("training_config"), round.trainingConfig(), round.method());
        });
  }
}
