package io.fedlog.learning.secure;

import java.nio.ByteBuffer;

/** How a store shares its two secrets among its neighbours. */
final class Dealing {
  private final Group group;
  private final StoreKeys keys;
  private final int dealer;
  private final int[] neighbours;

  Dealing(Group group, StoreKeys keys, int dealer) {
    this.group = group;
    this.keys = keys;
    this.dealer = dealer;
    this.neighbours = group.neighboursOf(dealer);
  }

  /**
   * The record; the same for the same keys and group.
   *
   * @param agreed for each neighbour what both share keys give
   */
  DealtShares deal(byte[][] agreed) {
    byte[] digest = group.digest();
    byte[] seed = keys.seed(group);
    long[][] seedShares = split(seed, ShareKind.SELF_MASK);
    long[][] keyShares = split(keys.maskKey(), ShareKind.MASK_KEY);
    byte[][] pairs = new byte[neighbours.length][];
    ByteBuffer digests = ByteBuffer.allocate(2 * Transcript.DIGEST_BYTES * neighbours.length);
    for (int i = 0; i < neighbours.length; i++) {
      byte[] seedShare = ShareBytes.of(seedShares[i]);
      byte[] keyShare = ShareBytes.of(keyShares[i]);
      digests
          .put(ShareBytes.digest(digest, ShareKind.SELF_MASK, dealer, neighbours[i], seedShare))
          .put(ShareBytes.digest(digest, ShareKind.MASK_KEY, dealer, neighbours[i], keyShare));
      pairs[i] = ByteBuffer.allocate(2 * ShareBytes.BYTES).put(seedShare).put(keyShare).array();
    }
    byte[] commitment = ShareBytes.seedCommitment(digest, dealer, seed);
    byte[] commitments = DealtShares.commitments(commitment, digests.array());
    ByteBuffer boxes = ByteBuffer.allocate(ShareBox.BYTES * neighbours.length);
    for (int i = 0; i < neighbours.length; i++) {
      boxes.put(new ShareBox(agreed[i], digest, dealer, neighbours[i]).seal(pairs[i], commitments));
    }
    return new DealtShares(
        group.storeAt(dealer), digest, commitment, digests.array(), boxes.array());
  }

  private long[][] split(byte[] secret, ShareKind kind) {
    return Shamir.split(
        secret, group.size().threshold(), points(neighbours), keys.coefficients(group, kind));
  }

  /** At which points the polynomials are taken: never 0, where the secret lies. */
  static int[] points(int[] ordinals) {
    int[] points = ordinals.clone();
    for (int i = 0; i < points.length; i++) {
      points[i]++;
    }
    return points;
  }
}
