package io.fedlog.coordinator.identity;

import java.time.Instant;

/**
 * A one-time code, to be handed to one store and kept nowhere.
 *
 * @param code the code itself: a secret
 * @param storeId who may enrol with it
 */
public record NewEnrolmentCode(String code, String storeId, Instant expiresAt) {

  @Override
  public String toString() {
    return "NewEnrolmentCode[" + Shown.text(storeId) + ", until " + expiresAt + "]";
  }
}
