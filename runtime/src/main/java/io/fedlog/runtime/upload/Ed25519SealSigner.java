package io.fedlog.runtime.upload;

import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SignedBytes;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Objects;

/** Signs with one Ed25519 key (RFC 8032) over {@link SignedBytes}. Thread-safe. */
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

  /** A signer with this key under its own name. */
  public static Ed25519SealSigner with(SigningKey key) {
    return new Ed25519SealSigner(key.id(), key.privateKey());
  }

  @Override
  public UpdateSeal sign(UpdateSeal seal) {
    return UpdateSeal.newBuilder(seal)
        .setSignature(signature(SignedBytes.of(seal)))
        .setSigningKeyId(keyId)
        .build();
  }

  @Override
  public Join sign(Join join) {
    return Join.newBuilder(join)
        .setSignature(signature(SignedBytes.of(join)))
        .setSigningKeyId(keyId)
        .build();
  }

  @Override
  public Heartbeat sign(Heartbeat heartbeat) {
    return Heartbeat.newBuilder(heartbeat)
        .setSignature(signature(SignedBytes.of(heartbeat)))
        .setSigningKeyId(keyId)
        .build();
  }

  @Override
  public SecureMessage sign(SecureMessage message) {
    return SecureMessage.newBuilder(message)
        .setSignature(signature(SignedBytes.of(message)))
        .setSigningKeyId(keyId)
        .build();
  }

  @Override
  public byte[] sign(String storeId, byte[] statement) {
    return signature(statement).array();
  }

  private ByteBuffer signature(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(bytes);
      return ByteBuffer.wrap(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign with key " + keyId, e);
    }
  }
}
