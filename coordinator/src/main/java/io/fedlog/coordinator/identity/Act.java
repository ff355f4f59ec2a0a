package io.fedlog.coordinator.identity;

import static io.fedlog.schemas.AccessRole.ADMIN;
import static io.fedlog.schemas.AccessRole.ANALYST;
import static io.fedlog.schemas.AccessRole.OPERATOR;
import static io.fedlog.schemas.AccessRole.STORE;

import io.fedlog.schemas.AccessRole;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * What can be asked of a coordinator and which roles may ask it: the one table that every door goes
 * by. A store does each of its acts for itself only.
 */
public enum Act {
  ENROL_KEY(true, STORE),
  SIGN_IN(true, ANALYST, OPERATOR, ADMIN),
  JOIN_ROUND(true, STORE),
  UPLOAD_UPDATE(true, STORE),
  DOWNLOAD_MODEL(true, STORE, OPERATOR, ADMIN),
  READ_ROUNDS(false, STORE, ANALYST, OPERATOR, ADMIN),
  READ_METRICS(false, ANALYST, OPERATOR, ADMIN),
  READ_PLANS(false, OPERATOR, ADMIN),
  READ_STORES(false, OPERATOR, ADMIN),
  READ_AUDIT(false, OPERATOR, ADMIN),
  CREATE_ROUND(true, OPERATOR, ADMIN),
  AGGREGATE_ROUND(true, OPERATOR, ADMIN),
  CANCEL_ROUND(true, OPERATOR, ADMIN),
  CHANGE_PLAN(true, OPERATOR, ADMIN),
  CHANGE_MODEL(true, OPERATOR, ADMIN),
  SET_PRIVACY_BUDGET(true, ADMIN),
  CREATE_ENROLMENT_CODE(true, ADMIN),
  REVOKE_STORE(true, ADMIN),
  REVOKE_TOKEN(true, ADMIN),
  CHANGE_USER(true, ADMIN);

  private final boolean audited;
  private final Set<AccessRole> roles;

  Act(boolean audited, AccessRole... roles) {
    this.audited = audited;
    this.roles = EnumSet.copyOf(Arrays.asList(roles));
  }

  /** Whether that role may. */
  public boolean allows(AccessRole role) {
    return roles.contains(role);
  }

  /** Whether the audit topic hears of it when it is done; it hears of every refusal. */
  public boolean audited() {
    return audited;
  }

  /** The roles that may. */
  Set<AccessRole> roles() {
    return Set.copyOf(roles);
  }
}
