package io.fedlog.runtime.trust;

import org.jspecify.annotations.Nullable;

/** Which keys may sign for which stores. Implementations are thread-safe. */
@FunctionalInterface
public interface Enrolments {

  /** What holds of a store now; null when it was never enrolled. */
  @Nullable Enrolment of(String storeId);

  /** The store that a key is enrolled for now; null when there is none. */
  default @Nullable String ownerOf(String keyId) {
    return null;
  }
}
