package io.fedlog.coordinator.identity;

import java.util.Locale;

/** Why a caller's proof of who it is does not count. */
public enum Refusal {
  MISSING,
  TOO_LARGE,
  MALFORMED,
  WRONG_ALGORITHM,
  WRONG_ISSUER,
  UNKNOWN_KEY,
  BAD_SIGNATURE,
  WRONG_AUDIENCE,
  EXPIRED,
  NOT_YET_VALID,
  TOO_LONG_LIVED,
  MISSING_CLAIM,
  WRONG_CLAIM,
  REVOKED,
  STORE_REVOKED,
  USER_DISABLED,
  /** Issued before its store was revoked, or before its user was disabled or changed. */
  OUTDATED,
  WRONG_PASSWORD;

  /** As logs and the audit topic have it: {@code not_yet_valid}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
