package io.fedlog.learning.secure;

/**
 * One mask of a store.
 *
 * @param key 32 bytes
 * @param added whether the store adds it; else it takes it off
 */
record Mask(byte[] key, boolean added) {

  @Override
  public String toString() {
    return "a mask, not shown";
  }
}
