package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shares that a store holds for its neighbours. Mutable, for one thread. */
final class HeldShares {
  private final Group group;
  private final int holder;
  private final byte[][] agreed;
  private final Map<Integer, byte[]> pairs = new HashMap<>();

  /**
   * @param agreed for each neighbour what both share keys give
   */
  HeldShares(Group group, int holder, byte[][] agreed) {
    this.group = group;
    this.holder = holder;
    this.agreed = agreed;
  }

  /**
   * Takes what a neighbour dealt; of one that is none, or of the store itself, there is nothing to
   * take.
   *
   * @throws RefusedException when the pair does not open or is not what the dealer committed to
   */
  void take(DealtShares dealt) {
    group.requireOwn(dealt.group(), "what " + dealt.store() + " dealt");
    int dealer = group.ordinalOf(dealt.store());
    int place = group.placeOf(holder, dealer);
    if (place < 0) {
      return;
    }
    dealt.requireLengths(agreed.length);
    int own = group.placeOf(dealer, holder);
    byte[] pair =
        new ShareBox(agreed[place], group.digest(), dealer, holder)
            .open(dealt.box(own), dealt.commitments());
    for (ShareKind kind : ShareKind.values()) {
      byte[] digest = ShareBytes.digest(group.digest(), kind, dealer, holder, part(pair, kind));
      if (!ShareBytes.areElements(part(pair, kind))
          || !Arrays.equals(digest, dealt.digest(kind, own))) {
        throw Refusal.because(
            Reason.BAD_SHARE,
            "%s dealt %s a %s share that is none, or not the one it committed to"
                .formatted(dealt.store(), group.storeAt(holder), kind));
      }
    }
    pairs.put(dealer, pair);
  }

  /** The share of a dealer; null when none came. */
  byte @Nullable [] share(int dealer, ShareKind kind) {
    byte[] pair = pairs.get(dealer);
    return pair == null ? null : part(pair, kind);
  }

  private static byte[] part(byte[] pair, ShareKind kind) {
    int from = kind.ordinal() * ShareBytes.BYTES;
    return Arrays.copyOfRange(pair, from, from + ShareBytes.BYTES);
  }
}
