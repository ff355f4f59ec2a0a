package io.fedlog.runtime.upload;

import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SealBytes;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Objects;

/**
 * Signs seals with Ed25519 (RFC 8032) over {@link SealBytes}. Joins and heartbeats stay as they
 * are: a seal alone decides what counts. Thread-safe.
 */
public final class Ed25519SealSigner implements SealSigner {
  private static final String ALGORITHM = "Ed25519";

  private final String keyId;
  private final PrivateKey key;

  /**
   * A signer for one store.
   *
   * @param keyId the store's name for the key it enrolled
   * @param key its private half, an Ed25519 key
   */
  public Ed25519SealSigner(String keyId, PrivateKey key) {
    this.keyId = Objects.requireNonNull(keyId, "keyId");
    this.key = Objects.requireNonNull(key, "key");
    try {
      Signature.getInstance(ALGORITHM).initSign(key); // now rather than at the first seal
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "key: expected an Ed25519 private key, got " + key.getAlgorithm(), e);
    }
  }

  @Override
  public UpdateSeal sign(UpdateSeal seal) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(SealBytes.of(seal));
      return UpdateSeal.newBuilder(seal)
          .setSignature(ByteBuffer.wrap(signature.sign()))
          .setSigningKeyId(keyId)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign with key " + keyId, e);
    }
  }

  @Override
  public Join sign(Join join) {
    return join;
  }

  @Override
  public Heartbeat sign(Heartbeat heartbeat) {
    return heartbeat;
  }
}
