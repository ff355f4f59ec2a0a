package io.fedlog.learning.secure;

/** Knows the keys under which stores are enrolled, from a source other than the server's word. */
@FunctionalInterface
public interface StoreVerifier {

  /** Whether the store signed these bytes; false for a store that is not enrolled. */
  boolean verify(String store, byte[] message, byte[] signature);
}
