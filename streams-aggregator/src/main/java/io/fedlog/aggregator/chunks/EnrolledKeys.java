package io.fedlog.aggregator.chunks;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** The public keys with which stores may sign. Thread-safe. */
@FunctionalInterface
public interface EnrolledKeys {

  /** A key of this store; null when it has none by that name, whoever else may have. */
  @Nullable PublicKey key(String storeId, String keyId);
}
