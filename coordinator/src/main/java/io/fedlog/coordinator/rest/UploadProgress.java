package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.javalin.http.Context;

/** {@code HEAD /rounds/{round_id}/uploads/{upload_id}}: from which byte on to send. */
final class UploadProgress implements RestCall {

  private final Uploads uploads;

  UploadProgress(Uploads uploads) {
    this.uploads = uploads;
  }

  @Override
  public void answer(Context ctx, Caller caller) {
    Uploads.say(ctx, uploads.require(ctx, caller).body());
    ctx.status(204);
  }
}
