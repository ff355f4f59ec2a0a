package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.uploads.UploadLog;
import io.javalin.config.RoutesConfig;
import java.time.Duration;

/** Uploads: at once, and in parts. */
final class UploadRoutes {

  private static final Duration ROOM_WITHIN = Duration.ofSeconds(10);

  private UploadRoutes() {}

  static void register(
      RoutesConfig routes,
      HttpSettings settings,
      RestParts parts,
      Access access,
      RoundLookup rounds,
      RoundDrafts drafts) {
    FirstUpload first =
        new FirstUpload(
            rounds, drafts, parts.topics(), parts.writer(), parts.joins(), parts.clock());
    UpdateIntake intake = new UpdateIntake(first, parts.uploads());
    UploadRoom room = new UploadRoom(Runtime.getRuntime().maxMemory() / 4, ROOM_WITHIN);
    KeyedUploads keyed = new KeyedUploads(parts.view(), parts.writer(), parts.clock());
    UploadLog log = parts.uploadLog();
    long most = settings.mostBodyBytes();
    String round = RestServer.BASE + "/rounds/{round_id}";
    String upload = round + "/uploads/{upload_id}";
    routes.post(
        round + "/upload",
        access.may(Act.UPLOAD_UPDATE, new UploadUpdate(rounds, intake, keyed, room, most)));
    routes.post(
        round + "/uploads",
        access.may(Act.UPLOAD_UPDATE, new BeginUpload(rounds, log, parts.clock(), most)));
    routes.head(upload, access.may(Act.UPLOAD_UPDATE, new UploadProgress(new Uploads(log))));
    routes.patch(
        upload,
        access.may(Act.UPLOAD_UPDATE, new AddPart(rounds, log, intake, room, parts.clock(), most)));
  }
}
