package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.schemas.Join;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** {@code POST /rounds/{round_id}/join}. To join twice is to join once. */
final class JoinRound implements RestCall {

  private final RoundLookup rounds;
  private final LogWriter writer;
  private final InstantSource clock;

  JoinRound(RoundLookup rounds, LogWriter writer, InstantSource clock) {
    this.rounds = rounds;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    round.requireOpen("join");
    round.requireAsks(rounds.view(), roundId, caller.store());
    writer.write(
        Join.newBuilder()
            .setStoreId(caller.store())
            .setRoundId(roundId)
            .setModelType(round.modelType())
            .setJoinedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .build());
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
