package io.fedlog.learning.secure;

/** Signs with the key under which a store is enrolled (Ed25519 in Fedlog). */
@FunctionalInterface
public interface StoreSigner {

  /** The signature over these bytes. */
  byte[] sign(byte[] message);
}
