package io.fedlog.agent;

import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.UpdateSeal;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A key for every store that is asked for; all of them are enrolled. */
final class SignersForTests implements SealSigner, Enrolments {
  private final Map<String, SigningKey> keys = new HashMap<>();
  private final Set<String> revoked = new HashSet<>();

  private SigningKey key(String store) {
    return keys.computeIfAbsent(store, id -> SigningKey.generate());
  }

  private Ed25519SealSigner signer(String store) {
    return Ed25519SealSigner.with(key(store));
  }

  @Override
  public Enrolment of(String store) {
    SigningKey key = key(store);
    return new Enrolment(store, key.id(), key.publicKey(), revoked.contains(store), 0);
  }

  void revoke(String store) {
    revoked.add(store);
  }

  /** Of all keys, revoked or not. */
  StoreVerifier verifier() {
    return (store, statement, signature) -> {
      try {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key(store).publicKey());
        check.update(statement);
        return check.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    };
  }

  @Override
  public UpdateSeal sign(UpdateSeal seal) {
    return signer(seal.getStoreId()).sign(seal);
  }

  @Override
  public Join sign(Join join) {
    return signer(join.getStoreId()).sign(join);
  }

  @Override
  public Heartbeat sign(Heartbeat heartbeat) {
    return signer(heartbeat.getStoreId()).sign(heartbeat);
  }

  @Override
  public SecureMessage sign(SecureMessage message) {
    return signer(message.getStoreId()).sign(message);
  }

  @Override
  public byte[] sign(String storeId, byte[] statement) {
    return signer(storeId).sign(storeId, statement);
  }
}
