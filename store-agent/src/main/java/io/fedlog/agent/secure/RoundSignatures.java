package io.fedlog.agent.secure;

import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.SecureMessage;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what stores say in one round is theirs, for all stores of the process. Records of {@code
 * fl.secure} are checked as the aggregator checks them, for whoever is enrolled; statements within
 * them where the round does not trust its server.
 *
 * <p>As for the quorum, the key counts under which a store was enrolled when it advertised. To
 * revoke it, or to enrol it with another key, concerns later rounds: else one such act would end
 * the round of all its neighbours. Who reads the log only afterwards no longer finds that key, and
 * goes by the one that is there. Ed25519 (RFC 8032); for one thread.
 */
final class RoundSignatures implements StoreVerifier {

  private record Statement(String store, ByteBuffer bytes, ByteBuffer signature) {}

  private final Enrolments enrolments;
  private final boolean serverMayLie;
  private final StoreSignatures records = new StoreSignatures(this::asGood);
  private final Map<String, Enrolment> advertised = new HashMap<>();
  private final Set<Statement> sound = new HashSet<>();
  private boolean groupChecked;

  /**
   * @param enrolments as they are now
   * @param serverMayLie whether stores check what others are said to have stated, and take nothing
   *     of a store that is not enrolled
   */
  RoundSignatures(Enrolments enrolments, boolean serverMayLie) {
    this.enrolments = enrolments;
    this.serverMayLie = serverMayLie;
  }

  /** A store here agreed to the group before a restart: its members were checked then. */
  void groupChecked() {
    groupChecked = true;
  }

  /**
   * Whether a record is from the store it names.
   *
   * @param cameAt when the broker took it
   */
  boolean isBelieved(SecureMessage message, Instant cameAt) {
    Enrolment now = enrolments.of(message.getStoreId());
    if (now == null && !serverMayLie) {
      return true;
    }
    boolean believed = records.of(message, cameAt).isBelieved();
    if (believed && now != null && !now.revoked() && message.getBody() instanceof AdvertisedKeys) {
      advertised.putIfAbsent(message.getStoreId(), now);
    }
    return believed;
  }

  @Override
  public boolean verify(String store, byte[] message, byte[] signature) {
    if (!serverMayLie) {
      return true;
    }
    Statement statement =
        new Statement(store, ByteBuffer.wrap(message.clone()), ByteBuffer.wrap(signature.clone()));
    if (sound.contains(statement)) {
      return true;
    }
    Enrolment enrolment = keyOf(store);
    boolean revoked = enrolment != null && enrolment.revoked() && !groupChecked;
    if (enrolment == null || revoked || !isSigned(enrolment, message, signature)) {
      return false;
    }
    sound.add(statement);
    return true;
  }

  private @Nullable Enrolment keyOf(String store) {
    Enrolment then = advertised.get(store);
    return then == null ? enrolments.of(store) : then;
  }

  /** The key without a revocation: what came before it is to be believed also when read later. */
  private @Nullable Enrolment asGood(String store) {
    Enrolment key = keyOf(store);
    return key == null || !key.revoked()
        ? key
        : new Enrolment(store, key.keyId(), key.key(), false, key.revision());
  }

  private static boolean isSigned(Enrolment enrolment, byte[] message, byte[] signature) {
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
