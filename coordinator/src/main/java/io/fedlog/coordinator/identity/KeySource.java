package io.fedlog.coordinator.identity;

import java.util.Optional;

/** The public keys of one issuer of tokens. Thread-safe. */
interface KeySource {

  /**
   * The key with that id; empty when the issuer has none.
   *
   * @throws IdentityUnavailableException when the issuer cannot be asked
   */
  Optional<VerificationKey> find(String keyId);
}
