package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The shares that a store holds for its neighbours. Mutable, for one thread. */
final class HeldShares {
  private final Group group;
  private final int holder;
  private final byte[][] agreed;
  private final Map<Integer, byte[]> pairs = new HashMap<>();
  private final BitSet heard = new BitSet();
  private final BitSet settled = new BitSet();

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
   * take. Of several records of a dealer the first counts that opens, for nobody but the dealer can
   * make one that does. Should the server count another, the dealer dealt twice.
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
    if (settled.get(dealer)) {
      return;
    }
    heard.set(dealer);
    int own = group.placeOf(dealer, holder);
    byte[] pair =
        new ShareBox(agreed[place], group.digest(), dealer, holder)
            .open(dealt.box(own), dealt.commitments());
    settled.set(dealer);
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

  /** Whether each of these that is a neighbour has dealt, be it something that opens or not. */
  boolean areHeard(StoreSet dealers) {
    return IntStream.of(group.neighboursOf(holder)).filter(dealers::contains).allMatch(heard::get);
  }

  /** The share of a dealer; null when none came that is one. */
  byte @Nullable [] share(int dealer, ShareKind kind) {
    byte[] pair = pairs.get(dealer);
    return pair == null ? null : part(pair, kind);
  }

  private static byte[] part(byte[] pair, ShareKind kind) {
    int from = kind.ordinal() * ShareBytes.BYTES;
    return Arrays.copyOfRange(pair, from, from + ShareBytes.BYTES);
  }
}
