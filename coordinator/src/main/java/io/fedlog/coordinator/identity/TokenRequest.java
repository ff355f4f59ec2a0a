package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRole;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A token that is wanted.
 *
 * @param subject whom it names: 1 to 200 characters
 * @param storeId the store it speaks for; null for all roles but STORE
 * @param life how long it counts: a second to 24 hours
 */
public record TokenRequest(
    String subject, AccessRole role, @Nullable String storeId, Duration life) {

  /** The longest that any token may count. */
  public static final Duration LONGEST_LIFE = Duration.ofHours(24);

  static final int LONGEST_NAME = 200;

  public TokenRequest {
    if (!isName(subject)) {
      throw new IllegalArgumentException(
          "subject: expected 1 to 200 characters on one line, came " + Shown.text(subject));
    }
    if (role == AccessRole.STORE) {
      if (storeId == null) {
        throw new IllegalArgumentException(
            "store_id: expected the store's id with role STORE, came none");
      }
      String unused = StoreName.checked(storeId);
    }
    if (role != AccessRole.STORE && storeId != null) {
      throw new IllegalArgumentException(
          "store_id: expected with role STORE only, came " + Shown.text(storeId));
    }
    if (life.toSeconds() < 1 || life.compareTo(LONGEST_LIFE) > 0) {
      throw new IllegalArgumentException(
          "life: expected 1 second to 24 hours, so that a stolen token ends by itself, came "
              + life.toSeconds()
              + " s. Issue another when it ends.");
    }
  }

  static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_NAME
        && text.codePoints().noneMatch(Character::isISOControl);
  }
}
