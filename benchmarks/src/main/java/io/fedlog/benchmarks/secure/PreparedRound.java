package io.fedlog.benchmarks.secure;

import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupFold;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.UpdateDigest;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A secure round up to the point where all that is left is the server's: real sessions of all
 * stores, on all cores, whose updates are made one by one and thrown away. Masked is the first
 * chunk alone, which is enough to see that the unmasked sum is right; the time of the rest does not
 * depend on what is in it. Nothing is signed.
 */
final class PreparedRound {
  private final SecureTerms terms;
  private final GroupFold server;
  private final Group group;
  private final List<StoreSession> sessions;
  private final List<Reveal> reveals;
  private final long[] maskedSum;
  private final long[] plainSum;
  private final long bytesAStore;

  /**
   * @param lost how many stores vanish after sharing, before their update
   */
  PreparedRound(SecureTerms terms, int stores, int lost) {
    this.terms = terms;
    server = new GroupFold(terms, (store, message, signature) -> true);
    sessions = IntStream.range(0, stores).mapToObj(i -> session(terms, i)).toList();
    var advertised = sessions.stream().parallel().map(StoreSession::advertise).toList();
    advertised.forEach(advertisement -> accepted(server.accept(advertisement).isEmpty()));
    group = server.closeGroup();
    List<DealtShares> dealt =
        sessions.stream().parallel().map(session -> session.join(group)).toList();
    dealt.forEach(shares -> accepted(server.accept(shares).isEmpty()));
    IntStream.range(0, stores)
        .parallel()
        .forEach(i -> takeAll(sessions.get(i), dealt, group.neighboursOf(i)));
    StoreSet sharers = server.closeSharers();

    maskedSum = new long[terms.valuesOf(0)];
    plainSum = new long[terms.valuesOf(0)];
    List<Integer> survivors = IntStream.range(lost, stores).boxed().toList();
    List<MaskSeal> seals =
        survivors.stream().parallel().map(store -> mask(store, sharers)).toList();
    seals.forEach(seal -> accepted(server.accept(seal).isEmpty()));
    Outcome outcome = server.closeSurvivors();
    List<Confirmation> confirmations =
        survivors.stream()
            .parallel()
            .map(store -> sessions.get(store).confirm(outcome, seals))
            .toList();
    if (group.size().quorum() > 0) {
      confirmations.stream()
          .limit(group.size().quorum())
          .forEach(confirmation -> accepted(server.accept(confirmation).isEmpty()));
    }
    reveals =
        survivors.stream()
            .parallel()
            .map(store -> sessions.get(store).reveal(confirmations))
            .toList();
    bytesAStore = bytes(dealt.get(stores - 1), reveals.get(reveals.size() - 1));
  }

  private static StoreSession session(SecureTerms terms, int store) {
    byte[] root = new byte[32];
    new Random(store).nextBytes(root);
    return StoreSession.begin(
        terms, "store-" + store, root, message -> new byte[64], (id, message, signature) -> true);
  }

  private static void takeAll(StoreSession session, List<DealtShares> dealt, int[] neighbours) {
    for (int neighbour : neighbours) {
      session.take(dealt.get(neighbour));
    }
  }

  private MaskSeal mask(int store, StoreSet sharers) {
    Masking masking =
        sessions.get(store).mask(sharers, UpdateDigest.of(terms, 1, chunk -> update(store, chunk)));
    long[] update = update(store, 0);
    long[] masked = masking.chunk(0, update).values();
    synchronized (this) {
      for (int i = 0; i < update.length; i++) {
        plainSum[i] += update[i];
        maskedSum[i] += masked[i];
      }
    }
    return masking.seal();
  }

  private long[] update(int store, int chunk) {
    long first = ((long) store << 32) + (long) chunk * terms.chunkValues();
    return LongStream.range(first, first + terms.valuesOf(chunk))
        .map(i -> (i * 0x9E3779B97F4A7C15L) >> 24)
        .toArray();
  }

  private static long bytes(DealtShares dealt, Reveal reveal) {
    int keysAndSignature = 32 + 32 + 64;
    int shares =
        dealt.group().length
            + dealt.seedCommitment().length
            + dealt.shareDigests().length
            + dealt.boxes().length;
    int sealAndConfirmation = 32 + 32 + 8 + 64 + 32 + 64;
    long revealed =
        reveal.outcome().length
            + reveal.shares().stream().mapToLong(share -> 5 + share.bytes().length).sum();
    return revealed + keysAndSignature + shares + sealAndConfirmation;
  }

  private static void accepted(boolean counts) {
    if (!counts) {
      throw new IllegalStateException("the server refused a record of the benchmark's own");
    }
  }

  Group group() {
    return group;
  }

  GroupFold server() {
    return server;
  }

  List<Reveal> reveals() {
    return reveals;
  }

  /** The first chunk's. */
  long[] maskedSum() {
    return maskedSum.clone();
  }

  /** What it is without masks. */
  long[] plainSum() {
    return plainSum.clone();
  }

  /** All that a store of the sum sends beside its masked values. */
  long bytesAStore() {
    return bytesAStore;
  }
}
