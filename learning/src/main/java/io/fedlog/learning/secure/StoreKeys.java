package io.fedlog.learning.secure;

/**
 * Everything secret of a store in a round, derived from 32 random bytes: a store that comes back
 * with these has the same keys and makes the same records again, to the byte. What is derived for
 * one use says nothing of the others (HKDF).
 */
final class StoreKeys {
  private final byte[] root;
  private final String store;
  private final byte[] terms;

  /**
   * @param root 32 bytes from a cryptographic source, of this round alone
   */
  StoreKeys(byte[] root, String store, SecureTerms terms) {
    this.root = root;
    this.store = store;
    this.terms = terms.digest();
  }

  /** The private key for the encryption of shares. */
  byte[] shareKey() {
    return Hkdf.key(root, terms, new Transcript("share key").text(store));
  }

  /** The private key of the masks in common. */
  byte[] maskKey() {
    return Hkdf.key(root, terms, new Transcript("mask key").text(store));
  }

  /** The seed of the store's own mask. */
  byte[] seed(Group group) {
    return Hkdf.key(root, group.digest(), new Transcript("own seed").text(store));
  }

  /** The random coefficients of the polynomials that share a secret. */
  KeyStream coefficients(Group group, ShareKind kind) {
    return new KeyStream(
        Hkdf.key(
            root, group.digest(), new Transcript("coefficients").text(store).text(kind.name())));
  }

  @Override
  public String toString() {
    return "the keys of " + store + ", not shown";
  }
}
