package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.binary.Wanted;
import io.fedlog.coordinator.rest.body.UploadBody;
import io.fedlog.coordinator.uploads.PartialBody;
import io.fedlog.coordinator.uploads.UploadLog;
import io.fedlog.schemas.UploadEnd;
import io.fedlog.schemas.UploadStart;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code PATCH /rounds/{round_id}/uploads/{upload_id}}: adds bytes where the log's end. With the
 * last of them the body is read from the log and its update sealed, as if it had come at once; a
 * client that never saw the answer sends an empty part to the end of the body.
 */
final class AddPart implements RestCall {

  /** Of the draft on resumable uploads for HTTP (draft-ietf-httpbis-resumable-upload). */
  static final String TYPE = "application/partial-upload";

  private final RoundLookup rounds;
  private final Uploads uploads;
  private final UploadLog log;
  private final UpdateIntake intake;
  private final UploadRoom room;
  private final InstantSource clock;
  private final long mostBytes;

  AddPart(
      RoundLookup rounds,
      UploadLog log,
      UpdateIntake intake,
      UploadRoom room,
      InstantSource clock,
      long mostBytes) {
    this.rounds = rounds;
    this.uploads = new Uploads(log);
    this.log = log;
    this.intake = intake;
    this.room = room;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    Uploads.Found upload = uploads.require(ctx, caller);
    PartialBody now = upload.body();
    if (!now.ended()) {
      KnownRound unused = open(ctx, caller);
      requirePart(ctx, now);
      copy(ctx, upload);
      now = uploads.require(ctx, caller).body();
    }
    if (now.whole() && !now.ended()) {
      seal(open(ctx, caller), upload, caller);
      now = new PartialBody(now.start(), now.held(), true);
    }
    Uploads.say(ctx, now);
    ctx.status(204);
  }

  /** The round, which may have ended while a part came. */
  private KnownRound open(Context ctx, Caller caller) throws InterruptedException {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    UpdateIntake.requireOpen(round, rounds, roundId, caller.store());
    return round;
  }

  private void copy(Context ctx, Uploads.Found upload) throws IOException, InterruptedException {
    try (UploadRoom.Taken unused = room.take(2L * UploadLog.MOST_PART_BYTES)) {
      PartCopy.copy(ctx.bodyInputStream(), upload, log);
    }
  }

  private static void requirePart(Context ctx, PartialBody body) {
    if (!TYPE.equals(MediaTypes.plain(ctx.contentType()))) {
      throw ProblemException.unsupported("Content-Type: expected " + TYPE + ", another one came");
    }
    Bodies.requirePlainCoding(ctx);
    @Nullable String offset = ctx.header(Uploads.OFFSET);
    if (offset == null || !offset.matches("\\d{1,18}")) {
      throw ProblemException.malformed(
          Uploads.OFFSET + ": expected the number of the part's first byte in the body, from 0");
    }
    Uploads.say(ctx, body);
    if (Long.parseLong(offset) != body.held()) {
      throw ProblemException.wrongState(
          "%s: the log has %d bytes of the body; go on from there, %s came"
              .formatted(Uploads.OFFSET, body.held(), offset));
    }
    long left = body.start().getContentLength() - body.held();
    if (ctx.req().getContentLengthLong() > left) {
      throw ProblemException.tooLarge(
          "the part: expected at most the %d bytes that the body lacks, %d were announced"
              .formatted(left, ctx.req().getContentLengthLong()));
    }
  }

  private void seal(KnownRound round, Uploads.Found upload, Caller caller)
      throws IOException, InterruptedException {
    UploadStart start = upload.body().start();
    Wanted wanted = new Wanted(round.definition(), mostBytes);
    try (InputStream content = log.body(upload.id())) {
      SentBody body =
          new SentBody(
              start.getContentType(),
              start.getContentLength(),
              start.getTrainingMetrics(),
              content);
      try (UploadRoom.Taken unused = room.take(UploadForms.memory(body, wanted))) {
        UploadBody read = UploadForms.read(body, start.getRoundId(), wanted);
        long unusedId = intake.take(round, caller, read);
      }
    }
    log.end(upload.id(), new UploadEnd(clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }
}
