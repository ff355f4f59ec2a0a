package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gathers revealed shares and recovers of each sharer the one secret that the outcome calls for.
 * Every share is held against the digest that its dealer published, and one that differs does not
 * count; the others of the record do. Whether its holder lied or its dealer dealt twice cannot be
 * seen of one share. When more holders than may be corrupt have none that counts, or when shares
 * that count give a wrong secret, it is the dealer. Mutable, for one thread.
 */
final class Recovery {
  private final Group group;
  private final Outcome outcome;
  private final byte[] digest;
  private final Map<Integer, DealtShares> dealt;
  private final DealersShares[] gathered;
  private final BitSet revealed = new BitSet();
  private final int[] unsound;

  /**
   * @param dealt of every sharer
   */
  Recovery(Group group, Outcome outcome, Map<Integer, DealtShares> dealt) {
    this.group = group;
    this.outcome = outcome;
    this.digest = outcome.digest();
    this.dealt = dealt;
    gathered = new DealersShares[group.size().stores()];
    unsound = new int[gathered.length];
    Arrays.setAll(gathered, dealer -> new DealersShares(group.size().threshold()));
  }

  /**
   * Takes those shares of a record that count, unless it is refused.
   *
   * @param remarks is told of those that do not
   * @throws RefusedException when it is not what an honest store could send, or none counts
   */
  void take(Reveal reveal, Consumer<Refusal> remarks) {
    int holder = group.ordinalOf(reveal.store());
    if (!outcome.survivors().contains(holder)) {
      throw Refusal.because(
          Reason.UNKNOWN_STORE, reveal.store() + " reveals shares, but it is not in the sum");
    }
    if (!Arrays.equals(digest, reveal.outcome())) {
      throw Refusal.because(
          Reason.FOREIGN, reveal.store() + " reveals shares for another outcome than this one");
    }
    if (revealed.get(holder)) {
      throw Refusal.because(
          Reason.DUPLICATE, reveal.store() + " revealed its shares before, the first count");
    }
    Set<Integer> dealers = new HashSet<>();
    List<Integer> wrong = new ArrayList<>();
    for (Reveal.Share share : reveal.shares()) {
      requireAskedFor(share, holder);
      if (!dealers.add(share.dealer())) {
        throw Refusal.because(
            Reason.DUPLICATE,
            "%s reveals two shares of store %d, expected one"
                .formatted(reveal.store(), share.dealer()));
      }
      if (!isAsPublished(share, holder)) {
        wrong.add(share.dealer());
      }
    }
    if (wrong.size() == dealers.size()) {
      throw Refusal.because(
          Reason.BAD_SHARE,
          "%s reveals %d shares, none of which its dealer published; expected its neighbours'"
              .formatted(reveal.store(), dealers.size()));
    }
    for (Reveal.Share share : reveal.shares()) {
      if (wrong.contains(share.dealer())) {
        unsound[share.dealer()]++;
      } else {
        gathered[share.dealer()].add(holder, ShareBytes.limbs(share.bytes()));
      }
    }
    revealed.set(holder);
    if (!wrong.isEmpty()) {
      String names = wrong.stream().map(group::storeAt).collect(Collectors.joining(", "));
      remarks.accept(
          new Refusal(
              Reason.BAD_SHARE,
              "%s reveals other shares than were published by %s; its other shares count"
                  .formatted(reveal.store(), names)));
    }
  }

  private void requireAskedFor(Reveal.Share share, int holder) {
    int dealer = share.dealer();
    int place = dealer < 0 || dealer >= gathered.length ? -1 : group.placeOf(dealer, holder);
    if (place < 0 || !outcome.sharers().contains(dealer)) {
      throw Refusal.because(
          Reason.UNKNOWN_STORE,
          "%s reveals a share of store %d, which dealt it none"
              .formatted(group.storeAt(holder), dealer));
    }
    if (share.kind() != secretOf(dealer)) {
      throw Refusal.because(
          Reason.MALFORMED,
          "%s reveals a %s share of %s, expected %s; never both are to be known"
              .formatted(
                  group.storeAt(holder), share.kind(), group.storeAt(dealer), secretOf(dealer)));
    }
  }

  private boolean isAsPublished(Reveal.Share share, int holder) {
    int dealer = share.dealer();
    DealtShares shares = dealt.get(dealer);
    return shares != null
        && ShareBytes.areElements(share.bytes())
        && Arrays.equals(
            shares.digest(share.kind(), group.placeOf(dealer, holder)),
            ShareBytes.digest(group.digest(), share.kind(), dealer, holder, share.bytes()));
  }

  private ShareKind secretOf(int dealer) {
    return outcome.survivors().contains(dealer) ? ShareKind.SELF_MASK : ShareKind.MASK_KEY;
  }

  /** Whether every sharer's secret can be recovered. */
  boolean isComplete() {
    return outcome.sharers().ordinals().allMatch(dealer -> gathered[dealer].isComplete());
  }

  /**
   * The secrets of all sharers; on the common pool's threads.
   *
   * @throws RefusedException when shares of a store are missing, or some dealers lied; all of these
   *     are named
   */
  Unmasking recover() {
    outcome.sharers().ordinals().forEach(this::requireComplete);
    byte[][] secrets =
        outcome.sharers().ordinals().parallel().mapToObj(this::recover).toArray(byte[][]::new);
    int[] sharers = outcome.sharers().ordinals().toArray();
    String liars =
        IntStream.range(0, sharers.length)
            .filter(i -> secrets[i].length == 0)
            .mapToObj(i -> group.storeAt(sharers[i]))
            .collect(Collectors.joining(", "));
    if (!liars.isEmpty()) {
      throw Refusal.because(
          Reason.BAD_DEALER,
          "the shares dealt by %s do not give the secret committed to; leave such stores out of the next round"
              .formatted(liars));
    }
    return new Unmasking(outcome, secrets);
  }

  private void requireComplete(int dealer) {
    if (gathered[dealer].isComplete()) {
      return;
    }
    int counted = gathered[dealer].size();
    int threshold = group.size().threshold();
    long answers =
        IntStream.of(group.neighboursOf(dealer)).filter(holder -> revealed.get(holder)).count();
    long none = answers - counted - unsound[dealer];
    // At least one of so many holders is honest: fewer neighbours than the threshold are corrupt.
    boolean byDealer = none + unsound[dealer] >= threshold;
    throw Refusal.because(
        byDealer ? Reason.BAD_DEALER : Reason.TOO_FEW,
        "%d shares of %s were revealed, %d are needed; of its neighbours %d revealed another than it published and %d none though they revealed others'%s"
            .formatted(
                counted,
                group.storeAt(dealer),
                threshold,
                unsound[dealer],
                none,
                byDealer ? ": more than may be corrupt, so it dealt wrongly; leave it out" : ""));
  }

  /** Empty when the dealer lied. */
  private byte[] recover(int dealer) {
    try {
      byte[] secret = gathered[dealer].combine();
      return isWhatWasPromised(dealer, secret) ? secret : new byte[0];
    } catch (RefusedException e) {
      return new byte[0];
    }
  }

  private boolean isWhatWasPromised(int dealer, byte[] secret) {
    if (secretOf(dealer) == ShareKind.MASK_KEY) {
      return X25519.belongTogether(secret, group.members().get(dealer).maskKey());
    }
    DealtShares shares = dealt.get(dealer);
    return shares != null
        && Arrays.equals(
            shares.seedCommitment(), ShareBytes.seedCommitment(group.digest(), dealer, secret));
  }
}
