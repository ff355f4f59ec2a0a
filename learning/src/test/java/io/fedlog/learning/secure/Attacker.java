package io.fedlog.learning.secure;

import io.fedlog.learning.secure.MaskStream.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One who has the whole log of a round, all that the server ever knew, and everything secret of
 * some stores: their keys, and with these the shares that others dealt them.
 */
final class Attacker {
  private final RoundOnLog log;
  private final Group group;
  private final Map<Integer, StoreKeys> corrupt = new HashMap<>();

  Attacker(RoundOnLog log, Set<Integer> corrupt) {
    this.log = log;
    this.group = log.group;
    for (int store : corrupt) {
      String name = group.storeAt(store);
      byte[] saved = log.stores.get(name).save();
      this.corrupt.put(store, new StoreKeys(StoreMemory.fromBytes(saved).root(), name, log.terms));
    }
  }

  /** Every share of a store's secret that can be had, by its holder. */
  Map<Integer, long[]> shares(int dealer, ShareKind kind) {
    Map<Integer, long[]> shares = new HashMap<>();
    for (Reveal reveal : log.reveals) {
      for (Reveal.Share share : reveal.shares()) {
        if (share.dealer() == dealer && share.kind() == kind) {
          shares.put(group.ordinalOf(reveal.store()), ShareBytes.limbs(share.bytes()));
        }
      }
    }
    for (DealtShares dealt : log.dealt) {
      if (group.ordinalOf(dealt.store()) == dealer) {
        corrupt.forEach((holder, keys) -> open(dealt, holder, keys, kind, shares));
      }
    }
    return shares;
  }

  private void open(
      DealtShares dealt, int holder, StoreKeys keys, ShareKind kind, Map<Integer, long[]> shares) {
    int dealer = group.ordinalOf(dealt.store());
    int place = Arrays.binarySearch(group.neighboursOf(dealer), holder);
    if (place >= 0) {
      byte[] agreed = new X25519(keys.shareKey()).agree(group.members().get(dealer).shareKey());
      byte[] pair =
          new ShareBox(agreed, group.digest(), dealer, holder)
              .open(dealt.box(place), dealt.commitments());
      int from = kind.ordinal() * ShareBytes.BYTES;
      shares.put(holder, ShareBytes.limbs(Arrays.copyOfRange(pair, from, from + ShareBytes.BYTES)));
    }
  }

  /**
   * A store's secret, from the log or a stolen key, or by combining every subset of the shares that
   * can be had, of every size.
   */
  Optional<byte[]> secret(int store, ShareKind kind) {
    StoreKeys stolen = corrupt.get(store);
    if (stolen != null) {
      return Optional.of(kind == ShareKind.MASK_KEY ? stolen.maskKey() : stolen.seed(group));
    }
    List<Map.Entry<Integer, long[]>> shares = new ArrayList<>(shares(store, kind).entrySet());
    int enough = group.size().threshold();
    if (shares.size() > enough) {
      shares = shares.subList(0, enough);
    }
    for (int subset = 1; subset < 1 << shares.size(); subset++) {
      Optional<byte[]> secret = combined(shares, subset).filter(bytes -> fits(store, kind, bytes));
      if (secret.isPresent()) {
        return secret;
      }
    }
    return Optional.empty();
  }

  private static Optional<byte[]> combined(List<Map.Entry<Integer, long[]>> shares, int subset) {
    int[] chosen = IntStream.range(0, shares.size()).filter(i -> (subset >> i & 1) == 1).toArray();
    int[] holders = IntStream.of(chosen).map(i -> shares.get(i).getKey()).toArray();
    long[][] values =
        IntStream.of(chosen).mapToObj(i -> shares.get(i).getValue()).toArray(long[][]::new);
    try {
      return Optional.of(Shamir.combine(Shamir.weights(Dealing.points(holders)), values));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private boolean fits(int store, ShareKind kind, byte[] secret) {
    if (kind == ShareKind.MASK_KEY) {
      return X25519.belongTogether(secret, group.members().get(store).maskKey());
    }
    DealtShares dealt =
        log.dealt.stream()
            .filter(shares -> group.ordinalOf(shares.store()) == store)
            .findFirst()
            .orElseThrow();
    return Arrays.equals(
        dealt.seedCommitment(), ShareBytes.seedCommitment(group.digest(), store, secret));
  }

  /** What is left of a masked chunk when every mask is off that can be worked out. */
  Stripped strip(int store, MaskedChunk masked) {
    long[] values = masked.values().clone();
    Set<Integer> unknown = new HashSet<>();
    Optional<byte[]> seed = secret(store, ShareKind.SELF_MASK);
    if (seed.isPresent()) {
      takeOff(values, masked.chunk(), MaskKeys.own(group, store, seed.get()), true);
    } else {
      unknown.add(store);
    }
    for (int neighbour : group.neighboursOf(store)) {
      if (log.sharers.contains(neighbour)) {
        Optional<byte[]> key = common(store, neighbour);
        if (key.isPresent()) {
          takeOff(values, masked.chunk(), key.get(), store < neighbour);
        } else {
          unknown.add(neighbour);
        }
      }
    }
    return new Stripped(values, unknown);
  }

  /** Either one's private key is enough. */
  private Optional<byte[]> common(int store, int neighbour) {
    Optional<byte[]> theirs =
        secret(neighbour, ShareKind.MASK_KEY)
            .map(key -> MaskKeys.common(group, new X25519(key), neighbour, store));
    return theirs.isPresent()
        ? theirs
        : secret(store, ShareKind.MASK_KEY)
            .map(key -> MaskKeys.common(group, new X25519(key), store, neighbour));
  }

  private static void takeOff(long[] values, int chunk, byte[] key, boolean added) {
    new MaskStream().apply(key, Part.PARAMETERS, chunk, values, !added);
  }

  /**
   * @param unknown stores whose mask could not be taken off; the store itself for its own
   */
  record Stripped(long[] values, Set<Integer> unknown) {}
}
