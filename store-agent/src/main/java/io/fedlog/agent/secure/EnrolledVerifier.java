package io.fedlog.agent.secure;

import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.Enrolments;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks Ed25519 signatures (RFC 8032) by the keys under which stores are enrolled now. */
final class EnrolledVerifier implements StoreVerifier {
  private static final int MOST = 20_000;

  private final Enrolments enrolments;

  /**
   * What held when it was first looked at. All stores of the process ask for the same, and each
   * once more with every new confirmation.
   */
  private final Map<Checked, Boolean> held =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Checked, Boolean> eldest) {
          return size() > MOST;
        }
      };

  private record Checked(String store, ByteBuffer message, ByteBuffer signature) {}

  EnrolledVerifier(Enrolments enrolments) {
    this.enrolments = enrolments;
  }

  @Override
  public boolean verify(String store, byte[] message, byte[] signature) {
    Checked checked =
        new Checked(store, ByteBuffer.wrap(message.clone()), ByteBuffer.wrap(signature.clone()));
    boolean holds = held.containsKey(checked) || isSigned(store, message, signature);
    if (holds) {
      held.put(checked, true); // what does not hold may, once the enrolment has been read
    }
    return holds;
  }

  private boolean isSigned(String store, byte[] message, byte[] signature) {
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
