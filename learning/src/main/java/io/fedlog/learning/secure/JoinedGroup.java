package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;

/** A store in its group: what it agrees on with each neighbour. Mutable, for one thread. */
final class JoinedGroup {
  private final Group group;
  private final StoreKeys keys;
  private final int ordinal;
  private final int[] neighbours;
  private final byte[][] agreed;
  private final List<Mask> common;
  private final HeldShares held;

  /**
   * @throws RefusedException when the group has other keys under the store's name, or a neighbour's
   *     keys are not signed or of small order
   */
  JoinedGroup(Group group, StoreKeys keys, String store, StoreVerifier verifier) {
    this.group = group;
    this.keys = keys;
    ordinal = group.ordinalOf(store);
    neighbours = group.neighboursOf(ordinal);
    Advertisement own = group.members().get(ordinal);
    if (!X25519.belongTogether(keys.shareKey(), own.shareKey())
        || !X25519.belongTogether(keys.maskKey(), own.maskKey())) {
      throw Refusal.because(
          Reason.FOREIGN,
          "the group of round %s has keys of %s that it did not advertise"
              .formatted(group.terms().roundId(), store));
    }
    X25519 shareKey = new X25519(keys.shareKey());
    X25519 maskKey = new X25519(keys.maskKey());
    agreed = new byte[neighbours.length][];
    common = new ArrayList<>(neighbours.length);
    for (int i = 0; i < neighbours.length; i++) {
      Advertisement neighbour = group.members().get(neighbours[i]);
      neighbour.requireSigned(group.terms(), verifier);
      agreed[i] = shareKey.agree(neighbour.shareKey());
      byte[] mask = MaskKeys.common(group, maskKey, ordinal, neighbours[i]);
      common.add(new Mask(mask, ordinal < neighbours[i]));
    }
    held = new HeldShares(group, ordinal, agreed);
  }

  Group group() {
    return group;
  }

  int ordinal() {
    return ordinal;
  }

  HeldShares held() {
    return held;
  }

  DealtShares deal() {
    return new Dealing(group, keys, ordinal).deal(agreed);
  }

  /** Its own mask, and one for each neighbour that is among the sharers. */
  List<Mask> masks(StoreSet sharers) {
    List<Mask> masks = new ArrayList<>();
    masks.add(new Mask(MaskKeys.own(group, ordinal, keys.seed(group)), true));
    for (int i = 0; i < neighbours.length; i++) {
      if (sharers.contains(neighbours[i])) {
        masks.add(common.get(i));
      }
    }
    return masks;
  }

  /** The share of each sharer's one secret that the outcome calls for, where one is held. */
  List<Reveal.Share> reveal(Outcome outcome) {
    List<Reveal.Share> shares = new ArrayList<>();
    for (int dealer : neighbours) {
      if (outcome.sharers().contains(dealer)) {
        ShareKind kind =
            outcome.survivors().contains(dealer) ? ShareKind.SELF_MASK : ShareKind.MASK_KEY;
        byte[] share = held.share(dealer, kind);
        if (share != null) {
          shares.add(new Reveal.Share(dealer, kind, share));
        }
      }
    }
    return shares;
  }
}
