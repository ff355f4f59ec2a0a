package io.fedlog.learning.secure;

import java.security.MessageDigest;

/** Stands for enrolled keys where a test makes many: a digest that only the store would know. */
final class TestSignatures {

  private TestSignatures() {}

  static StoreSigner signer(String store) {
    return message -> signature(store, message);
  }

  static StoreVerifier verifier() {
    return (store, message, signature) ->
        MessageDigest.isEqual(signature, signature(store, message));
  }

  private static byte[] signature(String store, byte[] message) {
    return new Transcript("test").text("secret of " + store).bytes(message).sha256();
  }
}
