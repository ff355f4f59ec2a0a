package io.fedlog.learning.secure;

import java.util.Arrays;

/**
 * Who is whose neighbour: everybody, or the Harary graph of an even degree over a random order of
 * the stores, in which each has the {@code degree / 2} before and behind it in the ring. The order
 * is a Fisher-Yates shuffle by the keystream of a seed, so that all parties find the same.
 */
final class NeighbourGraph {
  private final int degree;
  private final int[] ring;
  private final int[] place;

  /**
   * @param seed 32 bytes
   */
  NeighbourGraph(GroupSize size, byte[] seed) {
    int stores = size.stores();
    degree = size.neighbours();
    if (degree % 2 != 0 && !size.isComplete()) {
      throw new IllegalArgumentException(
          "%d neighbours among %d stores, expected an even number or all"
              .formatted(degree, stores));
    }
    ring = new int[stores];
    place = new int[stores];
    Arrays.setAll(ring, i -> i);
    KeyStream chance = new KeyStream(seed);
    for (int i = stores - 1; i > 0; i--) {
      int other = chance.below(i + 1);
      int moved = ring[i];
      ring[i] = ring[other];
      ring[other] = moved;
    }
    for (int i = 0; i < stores; i++) {
      place[ring[i]] = i;
    }
  }

  /** The neighbours' ordinals, ascending. */
  int[] of(int store) {
    int[] neighbours = new int[degree];
    if (degree == ring.length - 1) {
      Arrays.setAll(neighbours, i -> i < store ? i : i + 1);
      return neighbours;
    }
    for (int i = 0; i < degree / 2; i++) {
      neighbours[2 * i] = ring[Math.floorMod(place[store] + i + 1, ring.length)];
      neighbours[2 * i + 1] = ring[Math.floorMod(place[store] - i - 1, ring.length)];
    }
    Arrays.sort(neighbours);
    return neighbours;
  }

  /** Which of a store's neighbours another is, in the order of {@link #of}; -1 when it is none. */
  int place(int store, int other) {
    if (store == other) {
      return -1;
    }
    if (degree == ring.length - 1) {
      return other < store ? other : other - 1;
    }
    int ahead = Math.floorMod(place[other] - place[store], ring.length);
    if (Math.min(ahead, ring.length - ahead) > degree / 2) {
      return -1;
    }
    int lower = 0;
    for (int i = 1; i <= degree / 2; i++) {
      lower += ring[Math.floorMod(place[store] + i, ring.length)] < other ? 1 : 0;
      lower += ring[Math.floorMod(place[store] - i, ring.length)] < other ? 1 : 0;
    }
    return lower;
  }
}
