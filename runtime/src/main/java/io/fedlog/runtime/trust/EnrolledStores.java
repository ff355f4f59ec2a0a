package io.fedlog.runtime.trust;

import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.StoreEnrolment;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code fl.stores}, folded: the newest record of a store holds, whatever stood there before. A
 * record that cannot be used leaves its store without a key, not with its former one. Thread-safe.
 */
public final class EnrolledStores implements Enrolments {
  private final Map<String, Enrolment> byStore = new HashMap<>();
  private final Map<String, String> ownerByKey = new HashMap<>();

  /**
   * Takes in the newest record of a store.
   *
   * @param offset of the record in its partition
   * @throws IllegalArgumentException when it bears no Ed25519 key; the store then has none
   */
  public synchronized void apply(StoreEnrolment record, long offset) {
    String storeId = record.getStoreId();
    forget(storeId);
    try {
      PublicKey key = SigningKey.publicKey(record.getPublicKey());
      Enrolment enrolment =
          new Enrolment(
              storeId,
              SigningKey.idOf(key), // as signers find it, whatever the record says
              key,
              record.getStatus() != EnrolmentStatus.ENROLLED,
              offset);
      byStore.put(storeId, enrolment);
      ownerByKey.putIfAbsent(enrolment.keyId(), storeId);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "public_key of store "
              + storeId
              + ": expected the SubjectPublicKeyInfo of an Ed25519 key; enrol the store anew",
          e);
    }
  }

  /** The store has no key any more. */
  public synchronized void forget(String storeId) {
    Enrolment former = byStore.remove(storeId);
    if (former != null) {
      ownerByKey.remove(former.keyId(), storeId);
    }
  }

  @Override
  public synchronized @Nullable Enrolment of(String storeId) {
    return byStore.get(storeId);
  }

  @Override
  public synchronized @Nullable String ownerOf(String keyId) {
    return ownerByKey.get(keyId);
  }
}
