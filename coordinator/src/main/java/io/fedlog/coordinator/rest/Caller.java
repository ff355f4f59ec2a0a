package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rounds.Participation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as its token proves.
 *
 * @param subject the token's subject
 * @param storeId the store it acts for; exactly with {@link CallerRole#STORE}
 */
public record Caller(String subject, CallerRole role, @Nullable String storeId) {

  public Caller {
    Objects.requireNonNull(subject, "subject");
    if ((role == CallerRole.STORE) != (storeId != null)
        || storeId != null && !Participation.isStoreId(storeId)) {
      throw new IllegalArgumentException(
          "store_id: expected a store's id exactly for the role STORE, came "
              + storeId
              + " with "
              + role);
    }
  }

  /** Its store; only for {@link CallerRole#STORE}. */
  String store() {
    return Objects.requireNonNull(storeId, "storeId");
  }
}
