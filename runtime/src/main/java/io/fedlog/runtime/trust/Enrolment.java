package io.fedlog.runtime.trust;

import io.fedlog.learning.round.RoundTerms;
import java.security.PublicKey;

/**
 * What {@code fl.stores} holds of one store: its one key and whether it is good.
 *
 * @param storeId the store's id
 * @param keyId the key's name in what the store signs
 * @param key an Ed25519 key
 * @param revoked whether the store is no longer believed
 * @param revision offset of the record on fl.stores
 */
public record Enrolment(
    String storeId, String keyId, PublicKey key, boolean revoked, long revision) {

  /** The store whose key also speaks for others: the coordinator vouches for stores by REST. */
  public static final String COORDINATOR = RoundTerms.COORDINATOR;
}
