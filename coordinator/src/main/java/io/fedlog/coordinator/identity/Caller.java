package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRole;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. Holds no secret: neither the token nor a password.
 *
 * @param subject the person's, the service's or the store's name
 * @param storeId the store it speaks for; null for all roles but STORE
 * @param tokenId the token's jti; null when there is no token
 */
public record Caller(
    String subject, AccessRole role, @Nullable String storeId, @Nullable String tokenId, Via via) {

  public Caller {
    if (subject.isBlank()) {
      throw new IllegalArgumentException("subject: expected a name, came a blank one");
    }
    if ((role == AccessRole.STORE) != (storeId != null)) {
      throw new IllegalArgumentException(
          "store_id: expected with role STORE and with no other, came "
              + (storeId == null ? "none" : "one")
              + " with role "
              + role);
    }
    if (storeId != null) {
      String unused = StoreName.checked(storeId);
    }
  }

  /**
   * Its store.
   *
   * @throws ForbiddenException when it is none
   */
  public String store() {
    if (storeId == null) {
      throw new ForbiddenException(
          "Expected a store's token, this one is of " + lower(role) + ". Ask with a store's.");
    }
    return storeId;
  }

  /** A person at this installation's command line, who may do everything. */
  public static Caller commandLine() {
    return new Caller("command-line", AccessRole.ADMIN, null, null, Via.COMMAND_LINE);
  }

  /** A store that has nothing yet but its enrolment code. */
  public static Caller enrolling(String storeId) {
    return new Caller(storeId, AccessRole.STORE, storeId, null, Via.ENROLMENT_CODE);
  }

  /**
   * Does nothing when this caller may.
   *
   * @throws ForbiddenException when it may not
   */
  public void require(Act act) {
    if (!act.allows(role)) {
      throw new ForbiddenException(
          lower(act)
              + " is for "
              + act.roles().stream().map(Caller::lower).sorted().collect(Collectors.joining(", "))
              + ", and this caller is "
              + lower(role)
              + ". Ask with a token of another role.");
    }
    if (!via.isGoodFor(act)) {
      throw new ForbiddenException(
          lower(act)
              + " is not for callers who came by "
              + lower(via)
              + ": a password is good for sign_in, an enrolment code for enrol_key, a token for all"
              + " else.");
    }
  }

  /**
   * Does nothing when this caller may speak for a store; only the store itself may.
   *
   * @throws ForbiddenException when it may not
   */
  public void requireStore(String asked) {
    if (!asked.equals(storeId)) {
      throw new ForbiddenException(
          "Store "
              + Shown.text(asked)
              + " speaks for itself only, and this caller is "
              + (storeId == null ? lower(role) : "store " + Shown.text(storeId))
              + ". Ask with that store's token.");
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
