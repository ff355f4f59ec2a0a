package io.fedlog.coordinator.identity;

import java.security.PublicKey;

/**
 * A public key that tokens may be signed with, and the one algorithm it is used with: what a
 * token's header says chooses neither.
 *
 * @param keyId the header's kid
 * @param algorithm of RFC 7518 and RFC 8037: EdDSA, RS256 or ES256
 */
record VerificationKey(String keyId, String algorithm, PublicKey key) {}
