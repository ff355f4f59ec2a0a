package io.fedlog.learning.secure;

import java.util.Arrays;

/**
 * What a corrupt store deals: its honest record with some of it changed, digests and boxes anew.
 */
final class FalseDealing {
  private final Group group;
  private final int dealer;
  private final int[] neighbours;
  private final X25519 shareKey;
  private final DealtShares honest;
  private final byte[][] pairs;
  private final boolean[] garbled;
  private byte[] commitment;

  FalseDealing(RoundOnLog log, String store) {
    group = log.group;
    dealer = group.ordinalOf(store);
    neighbours = group.neighboursOf(dealer);
    byte[] root = StoreMemory.fromBytes(log.stores.get(store).save()).root();
    shareKey = new X25519(new StoreKeys(root, store, log.terms).shareKey());
    honest = log.stores.get(store).join(group);
    commitment = honest.seedCommitment();
    pairs = new byte[neighbours.length][];
    garbled = new boolean[neighbours.length];
    for (int place = 0; place < neighbours.length; place++) {
      pairs[place] = box(place).open(honest.box(place), honest.commitments());
    }
  }

  private ShareBox box(int place) {
    byte[] agreed = shareKey.agree(group.members().get(neighbours[place]).shareKey());
    return new ShareBox(agreed, group.digest(), dealer, neighbours[place]);
  }

  /** Both of its shares for the first so many neighbours are 80 times the same byte. */
  FalseDealing withShares(int count, int filling) {
    for (byte[] pair : Arrays.asList(pairs).subList(0, count)) {
      Arrays.fill(pair, (byte) filling);
    }
    return this;
  }

  /** The boxes of the first so many neighbours do not open. */
  FalseDealing withGarbledBoxes(int count) {
    Arrays.fill(garbled, 0, count, true);
    return this;
  }

  /** It commits to another seed than it shares. */
  FalseDealing withOtherSeed() {
    commitment[0] ^= 1;
    return this;
  }

  DealtShares record() {
    byte[] digests = new byte[64 * neighbours.length];
    for (int place = 0; place < neighbours.length; place++) {
      for (ShareKind kind : ShareKind.values()) {
        int from = kind.ordinal() * ShareBytes.BYTES;
        byte[] share = Arrays.copyOfRange(pairs[place], from, from + ShareBytes.BYTES);
        byte[] digest = ShareBytes.digest(group.digest(), kind, dealer, neighbours[place], share);
        System.arraycopy(digest, 0, digests, 64 * place + 32 * kind.ordinal(), 32);
      }
    }
    byte[] boxes = new byte[ShareBox.BYTES * neighbours.length];
    for (int place = 0; place < neighbours.length; place++) {
      byte[] sealed = box(place).seal(pairs[place], DealtShares.commitments(commitment, digests));
      sealed[0] ^= (byte) (garbled[place] ? 1 : 0);
      System.arraycopy(sealed, 0, boxes, ShareBox.BYTES * place, ShareBox.BYTES);
    }
    return new DealtShares(honest.store(), honest.group(), commitment, digests, boxes);
  }
}
