package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.binary.Wanted;
import io.fedlog.coordinator.rest.body.UploadBody;
import io.fedlog.schemas.UploadReceipt;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * {@code POST /rounds/{round_id}/upload}. Answers when the log has the seal. The same update sent
 * again is the same attempt, with an {@link IdempotencyKey} or without, so to repeat the call does
 * no harm. What was acknowledged under a key is acknowledged again, also when the round is over.
 */
final class UploadUpdate implements RestCall {

  private final RoundLookup rounds;
  private final UpdateIntake intake;
  private final KeyedUploads keyed;
  private final UploadRoom room;
  private final long mostBytes;

  /**
   * @param room how many may be under way at once
   * @param mostBytes of a body
   */
  UploadUpdate(
      RoundLookup rounds,
      UpdateIntake intake,
      KeyedUploads keyed,
      UploadRoom room,
      long mostBytes) {
    this.rounds = rounds;
    this.intake = intake;
    this.keyed = keyed;
    this.room = room;
    this.mostBytes = mostBytes;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    Optional<IdempotencyKey> key = IdempotencyKey.of(ctx, caller.store());
    Optional<UploadReceipt> receipt = keyed.find(roundId, key);
    if (receipt.isEmpty()) { // what was acknowledged is so, even when the round is over
      UpdateIntake.requireOpen(round, rounds, roundId, caller.store());
    }
    UploadForms.requireType("Content-Type", MediaTypes.plain(ctx.contentType()));
    Bodies.requirePlainCoding(ctx);
    Bodies.requireLength(ctx, mostBytes);
    SentBody body =
        new SentBody(
            MediaTypes.plain(ctx.contentType()),
            ctx.req().getContentLengthLong(),
            ctx.header(UploadForms.METRICS),
            ctx.bodyInputStream());
    Wanted wanted = new Wanted(round.definition(), mostBytes);
    try (UploadRoom.Taken unused = room.take(UploadForms.memory(body, wanted))) {
      UploadBody read = UploadForms.read(body, roundId, wanted);
      if (receipt.isPresent()) {
        KeyedUploads.requireSame(receipt.get(), UpdateIntake.attemptId(round, caller, read));
      } else {
        long attemptId = intake.take(round, caller, read);
        key.ifPresent(its -> keyed.acknowledge(roundId, its, attemptId));
      }
    }
    Bodies.answer(
        ctx,
        200,
        json -> {
          json.put("round_id", roundId);
          json.put("store_id", caller.store());
          json.put("status", "uploaded");
        });
  }
}
