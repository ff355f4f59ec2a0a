package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.binary.Wanted;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.fedlog.coordinator.rest.body.TrainingMetrics;
import io.fedlog.coordinator.uploads.UploadId;
import io.fedlog.coordinator.uploads.UploadLog;
import io.fedlog.schemas.UploadStart;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** {@code POST /rounds/{round_id}/uploads}: begins an upload in parts. */
final class BeginUpload implements RestCall {

  private static final long MOST_BYTES = 64 * 1024;

  private final RoundLookup rounds;
  private final UploadLog log;
  private final InstantSource clock;
  private final long mostBytes;

  /**
   * @param mostBytes of the whole body
   */
  BeginUpload(RoundLookup rounds, UploadLog log, InstantSource clock, long mostBytes) {
    this.rounds = rounds;
    this.log = log;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    KnownRound round = rounds.require(roundId);
    UpdateIntake.requireOpen(round, rounds, roundId, caller.store());
    var unused = new Wanted(round.definition(), mostBytes);
    Bodies.requireJson(ctx);
    Fields fields = new Fields(JsonBody.object(ctx.bodyInputStream(), MOST_BYTES), "");
    UploadStart start = start(fields, roundId, caller.store());
    UploadId id = log.begin(start);
    ctx.header("Location", RestServer.BASE + "/rounds/" + roundId + "/uploads/" + id)
        .header(Uploads.OFFSET, "0");
    Bodies.answer(
        ctx,
        201,
        json -> {
          json.put("round_id", roundId);
          json.put("store_id", caller.store());
          json.put("upload_id", id.toString());
          json.put("status", "begun");
        });
  }

  private UploadStart start(Fields fields, String roundId, String storeId) throws IOException {
    @Nullable String type = MediaTypes.plain(fields.text("content_type").orElse(null));
    UploadForms.requireType("content_type", type);
    long length =
        fields
            .whole("content_length", 1, Long.MAX_VALUE)
            .orElseThrow(
                () ->
                    ProblemException.malformed(
                        "content_length is missing; expected the bytes of the whole body"));
    if (length > mostBytes) {
      throw ProblemException.tooLarge(
          "content_length: expected at most %d bytes (FL_HTTP_MAX_BODY), came %d"
              .formatted(mostBytes, length));
    }
    @Nullable String metrics = fields.value("training_metrics").map(Object::toString).orElse(null);
    var unused = TrainingMetrics.parse(metrics);
    return UploadStart.newBuilder()
        .setRoundId(roundId)
        .setStoreId(storeId)
        .setContentType(type == null ? Bodies.TYPE : type)
        .setContentLength(length)
        .setTrainingMetrics(metrics)
        .setStartedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}
