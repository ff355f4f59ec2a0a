package io.fedlog.runtime.models;

import io.fedlog.schemas.ModelManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What those who wait for a version are told.
 *
 * @param requests of those who wait
 * @param manifest the version's
 * @param model the version; null when its bytes are not those that the manifest names
 */
record ModelAnswer(
    List<ShelvedVersion.Request> requests, ModelManifest manifest, @Nullable Model model) {

  /** Completes the requests: whatever hangs on them runs on this thread. */
  void deliver() {
    requests.forEach(this::deliver);
  }

  private void deliver(ShelvedVersion.Request request) {
    String name = manifest.getModelType() + " version " + manifest.getVersion();
    if (model == null) {
      refuse(
          request,
          "the bytes of "
              + name
              + " on the log do not have the hash "
              + manifest.getSha256()
              + " that its manifest states");
    } else if (!request.sha256().equals(manifest.getSha256())) {
      refuse(
          request,
          name
              + " was asked for with the hash "
              + request.sha256()
              + ", but the log has it with "
              + manifest.getSha256());
    } else {
      request.answer().complete(model);
    }
  }

  private static void refuse(ShelvedVersion.Request request, String why) {
    request.answer().completeExceptionally(new DamagedModelException(why));
  }
}
