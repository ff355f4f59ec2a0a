package io.fedlog.learning.secure;

import java.util.BitSet;
import java.util.stream.IntStream;

/** Some stores of a group, by ordinal. Immutable. */
public final class StoreSet {
  private final int stores;
  private final BitSet members;

  private StoreSet(int stores, BitSet members) {
    this.stores = stores;
    this.members = members;
  }

  /**
   * @param stores in the group
   * @param ordinals from 0 to below that
   */
  public static StoreSet of(int stores, IntStream ordinals) {
    BitSet members = new BitSet(stores);
    ordinals.forEach(
        ordinal -> {
          if (ordinal < 0 || ordinal >= stores) {
            throw new IllegalArgumentException(
                "ordinal %d, expected 0 to %d".formatted(ordinal, stores - 1));
          }
          members.set(ordinal);
        });
    return new StoreSet(stores, members);
  }

  /**
   * From the bitmap that {@link #toBytes} made.
   *
   * @throws IllegalArgumentException when its length or a bit of it is beyond the group
   */
  public static StoreSet fromBytes(int stores, byte[] bitmap) {
    BitSet members = BitSet.valueOf(bitmap);
    if (bitmap.length != bytes(stores) || members.length() > stores) {
      throw new IllegalArgumentException(
          "a bitmap of %d bytes with %d bits for %d stores, expected %d bytes and no bit beyond"
              .formatted(bitmap.length, members.length(), stores, bytes(stores)));
    }
    return new StoreSet(stores, members);
  }

  /** A bit for each store, ordinal 0 the lowest of the first byte. */
  public byte[] toBytes() {
    byte[] bitmap = new byte[bytes(stores)];
    byte[] set = members.toByteArray();
    System.arraycopy(set, 0, bitmap, 0, set.length);
    return bitmap;
  }

  public boolean contains(int ordinal) {
    return members.get(ordinal);
  }

  public int size() {
    return members.cardinality();
  }

  /** The ordinals, ascending. */
  public IntStream ordinals() {
    return members.stream();
  }

  /** The stores of this set that are not in the other. */
  public StoreSet without(StoreSet other) {
    BitSet left = (BitSet) members.clone();
    left.andNot(other.members);
    return new StoreSet(stores, left);
  }

  /** Of how many stores of the group this could have been made. */
  int stores() {
    return stores;
  }

  int countOf(int[] ordinals) {
    return (int) IntStream.of(ordinals).filter(members::get).count();
  }

  /** 32 bytes that stand for it. */
  public byte[] digest() {
    return new Transcript("stores").number(stores).bytes(toBytes()).sha256();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreSet that && stores == that.stores && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return "%d of %d stores: %s".formatted(size(), stores, members);
  }

  private static int bytes(int stores) {
    return (stores + Byte.SIZE - 1) / Byte.SIZE;
  }
}
