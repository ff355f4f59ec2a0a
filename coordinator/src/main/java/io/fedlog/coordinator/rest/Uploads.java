package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.uploads.PartialBody;
import io.fedlog.coordinator.uploads.UploadId;
import io.fedlog.coordinator.uploads.UploadLog;
import io.javalin.http.Context;
import java.util.Optional;

/** Finds the upload in parts that a path names. */
final class Uploads {

  /** How far the log has an upload; a number of bytes. */
  static final String OFFSET = "Upload-Offset";

  /** Bytes of the whole body. */
  static final String LENGTH = "Upload-Length";

  /** Whether the update is sealed: {@code ?1} or {@code ?0}. */
  static final String COMPLETE = "Upload-Complete";

  private final UploadLog log;

  Uploads(UploadLog log) {
    this.log = log;
  }

  /** An upload and how far it has come. */
  record Found(UploadId id, PartialBody body) {}

  /** The store's own upload of the path's round; not found is a problem. */
  Found require(Context ctx, Caller caller) {
    Optional<UploadId> id = UploadId.parse(ctx.pathParam("upload_id"));
    return id.flatMap(log::find)
        .filter(body -> body.start().getStoreId().equals(caller.store()))
        .filter(body -> body.start().getRoundId().equals(ctx.pathParam("round_id")))
        .map(body -> new Found(id.get(), body))
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "there is no upload of this id, or none any more: they are kept for a day; POST .../uploads begins one"));
  }

  /** Says how far an upload has come. */
  static void say(Context ctx, PartialBody body) {
    ctx.header(OFFSET, String.valueOf(body.held()))
        .header(LENGTH, String.valueOf(body.start().getContentLength()))
        .header(COMPLETE, body.ended() ? "?1" : "?0")
        .header("Cache-Control", "no-store");
  }
}
