package io.fedlog.learning.secure;

/** From secrets to the keys of mask streams, bound to group and stores. */
final class MaskKeys {

  private MaskKeys() {}

  /** Of the mask that only one store has. */
  static byte[] own(Group group, int store, byte[] seed) {
    return Hkdf.key(seed, group.digest(), new Transcript("own mask").number(store));
  }

  /**
   * Of the mask that two neighbours have in common; the lower ordinal adds it, the other takes it
   * off.
   *
   * @param mine the private key of one of them
   */
  static byte[] common(Group group, X25519 mine, int my, int other) {
    return Hkdf.key(
        mine.agree(group.members().get(other).maskKey()),
        group.digest(),
        new Transcript("common mask").number(Math.min(my, other)).number(Math.max(my, other)));
  }
}
