package io.fedlog.coordinator.identity;

import java.time.Instant;

/**
 * A token, to be handed to whom it names and kept nowhere.
 *
 * @param text the token itself: a secret
 * @param tokenId its jti, by which it can be revoked: no secret
 */
public record IssuedToken(String text, String tokenId, Instant expiresAt) {

  @Override
  public String toString() {
    return "IssuedToken[" + tokenId + ", until " + expiresAt + "]";
  }
}
