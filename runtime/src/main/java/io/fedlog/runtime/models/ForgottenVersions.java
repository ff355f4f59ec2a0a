package io.fedlog.runtime.models;

import io.fedlog.schemas.Keys;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Which versions were deleted from the log: a bit a version. Not thread-safe. */
final class ForgottenVersions {
  private final Map<String, BitSet> types = new HashMap<>();

  /** A record of this key was deleted; only a manifest's says anything. */
  void deleted(String key) {
    int slash = key.indexOf('/');
    String version = key.substring(slash + 1);
    if (slash > 0 && version.matches("[1-9][0-9]{0,8}")) {
      types
          .computeIfAbsent(key.substring(0, slash), type -> new BitSet())
          .set(Integer.parseInt(version));
    }
  }

  /** It is there again. */
  void restored(String type, long version) {
    BitSet known = types.get(type);
    if (known != null && version <= Integer.MAX_VALUE) {
      known.clear((int) version);
    }
  }

  boolean has(String type, long version) {
    BitSet known = types.get(type);
    return known != null && version <= Integer.MAX_VALUE && known.get((int) version);
  }

  /** What those who ask for such a version get. */
  static CompletableFuture<Model> refused(String type, long version) {
    return CompletableFuture.failedFuture(answer(type, version));
  }

  /** Tells those who have asked for such a version. */
  static Runnable refusal(List<ShelvedVersion.Request> requests, String type, long version) {
    return () ->
        requests.forEach(request -> request.answer().completeExceptionally(answer(type, version)));
  }

  private static ForgottenModelException answer(String type, long version) {
    return new ForgottenModelException(
        Keys.version(type, version)
            + " is no longer on the log; the newest versions are, as many as FL_MODEL_VERSIONS_KEPT"
            + " says");
  }
}
