package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.Commands;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.schemas.RoundStatus;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code POST /rounds/{round_id}/cancel}: ends an open round without a version. To cancel what is
 * cancelled is to cancel it once.
 */
final class CancelRound implements RestCall {

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final RoundLookup rounds;
  private final LogWriter writer;
  private final InstantSource clock;

  CancelRound(RoundLookup rounds, LogWriter writer, InstantSource clock) {
    this.rounds = rounds;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    String reason = Reasons.read(ctx, "cancelled by " + caller.subject());
    KnownRound round = rounds.require(roundId);
    if (round.status() != RoundStatus.CANCELLED) {
      round.requireOpen("cancel");
      try {
        new Commands(rounds.view(), writer, clock, caller.subject())
            .cancel(roundId, round.modelType(), reason);
      } catch (IllegalStateException e) {
        // It ended meanwhile; how it ended is answered below.
      }
    }
    Optional<KnownRound> over =
        rounds.await(
            () ->
                KnownRound.find(rounds.view(), roundId, clock.instant()).filter(KnownRound::isOver),
            WAIT);
    if (over.isEmpty()) {
      accepted(ctx, roundId, round);
      return;
    }
    requireCancelled(over.get());
    Bodies.answer(
        ctx,
        200,
        json -> {
          json.put("round_id", roundId);
          json.put("status", over.get().statusWord());
          json.put("reason", over.get().reason());
        });
  }

  private static void requireCancelled(KnownRound round) {
    if (round.status() != RoundStatus.CANCELLED) {
      throw ProblemException.wrongState(
          "the round was %s before it could be cancelled".formatted(round.statusWord()));
    }
  }

  private static void accepted(Context ctx, String roundId, KnownRound round) throws IOException {
    String path = ctx.path();
    ctx.header("Location", path.substring(0, path.lastIndexOf('/')) + "/status");
    Bodies.answer(
        ctx,
        202,
        json -> {
          json.put("round_id", roundId);
          json.put("status", round.statusWord());
          json.put("message", "The round is told to end; its status tells when it has.");
        });
  }
}
