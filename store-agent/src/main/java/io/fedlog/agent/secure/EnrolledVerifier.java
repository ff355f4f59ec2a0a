package io.fedlog.agent.secure;

import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.Enrolments;
import java.security.GeneralSecurityException;
import java.security.Signature;

/** Checks Ed25519 signatures (RFC 8032) by the keys under which stores are enrolled now. */
final class EnrolledVerifier implements StoreVerifier {
  private final Enrolments enrolments;

  EnrolledVerifier(Enrolments enrolments) {
    this.enrolments = enrolments;
  }

  @Override
  public boolean verify(String store, byte[] message, byte[] signature) {
    Enrolment enrolment = enrolments.of(store);
    if (enrolment == null || enrolment.revoked()) {
      return false;
    }
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(enrolment.key());
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // what is not even a signature is no better than a wrong one
    }
  }
}
