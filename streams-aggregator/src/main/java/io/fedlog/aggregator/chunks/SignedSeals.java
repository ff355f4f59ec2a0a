package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.SealBytes;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Believes seals that bear an Ed25519 signature (RFC 8032) over {@link SealBytes} by a key of the
 * store they name. Thread-safe.
 */
public final class SignedSeals implements SealCheck {
  private final EnrolledKeys keys;

  public SignedSeals(EnrolledKeys keys) {
    this.keys = keys;
  }

  @Override
  public @Nullable String fault(UpdateSeal seal) {
    ByteBuffer signature = seal.getSignature();
    String keyId = seal.getSigningKeyId();
    if (signature == null || keyId == null) {
      return "expected a signature and the id of its key, came none";
    }
    PublicKey key = keys.key(seal.getStoreId(), keyId);
    if (key == null) {
      return "the store has no key by the id that the seal names";
    }
    byte[] bytes = new byte[signature.remaining()];
    signature.duplicate().get(bytes);
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(SealBytes.of(seal));
      return check.verify(bytes) ? null : "the signature is not the store's over this seal";
    } catch (GeneralSecurityException e) {
      return "the signature cannot be checked: " + e.getMessage();
    }
  }
}
