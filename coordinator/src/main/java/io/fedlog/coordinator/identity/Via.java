package io.fedlog.coordinator.identity;

import org.jspecify.annotations.Nullable;

/** How a caller proved who it is. */
public enum Via {
  /** A token that this installation's key signed. */
  TOKEN(null),
  /** A token of the OIDC issuer. */
  OIDC(null),
  /** A name and a password, which are good for getting a token. */
  PASSWORD(Act.SIGN_IN),
  /** A one-time enrolment code, which is good for enrolling a key. */
  ENROLMENT_CODE(Act.ENROL_KEY),
  /** A command of this installation, which has the coordinator's own access to Kafka. */
  COMMAND_LINE(null);

  private final @Nullable Act onlyAct;

  Via(@Nullable Act onlyAct) {
    this.onlyAct = onlyAct;
  }

  /**
   * Whether a proof of that kind is good for an act at all: a password and a code each for one, and
   * everything else for all acts but those, so that no token can be made from a token.
   */
  boolean isGoodFor(Act act) {
    return onlyAct == null ? act != Act.SIGN_IN && act != Act.ENROL_KEY : act == onlyAct;
  }
}
