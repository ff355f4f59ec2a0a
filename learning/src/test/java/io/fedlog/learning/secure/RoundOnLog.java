package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A round in memory: its stores, the server and the log between them, driven phase by phase. What
 * is public lies in the fields as a log would keep it.
 */
final class RoundOnLog {
  final SecureTerms terms;
  final GroupFold server;
  final Map<String, StoreSession> stores = new LinkedHashMap<>();
  final Map<String, long[]> updates = new LinkedHashMap<>();
  final Map<String, Long> weights = new LinkedHashMap<>();
  final List<Advertisement> advertisements = new ArrayList<>();
  final List<DealtShares> dealt = new ArrayList<>();
  final List<MaskedChunk> chunks = new ArrayList<>();
  final List<MaskSeal> seals = new ArrayList<>();
  final List<Confirmation> confirmations = new ArrayList<>();
  final List<Reveal> reveals = new ArrayList<>();
  Group group;
  StoreSet sharers;
  Outcome outcome;

  RoundOnLog(SecureTerms terms, int stores, Random random) {
    this.terms = terms;
    server = new GroupFold(terms, TestSignatures.verifier());
    for (int i = 0; i < stores; i++) {
      String store = "store-" + i;
      byte[] root = new byte[32];
      random.nextBytes(root);
      this.stores.put(
          store,
          StoreSession.begin(
              terms, store, root, TestSignatures.signer(store), TestSignatures.verifier()));
      updates.put(store, random.longs(terms.values()).toArray());
      weights.put(store, (long) random.nextInt(1_000_000));
    }
  }

  void advertise(String store) {
    Advertisement advertisement = stores.get(store).advertise();
    accepted(server.accept(advertisement));
    advertisements.add(advertisement);
  }

  void share(String store) {
    DealtShares shares = stores.get(store).join(group);
    accepted(server.accept(shares));
    dealt.add(shares);
  }

  void takeShares(String store) {
    dealt.stream().filter(shares -> !shares.store().equals(store)).forEach(stores.get(store)::take);
  }

  Masking masking(String store) {
    return stores.get(store).mask(sharers, digest(store));
  }

  UpdateDigest digest(String store) {
    return UpdateDigest.of(terms, weights.get(store), chunk -> chunk(store, chunk));
  }

  /** Sends chunks and, when it gets that far, the seal. */
  void mask(String store, int chunkCount) {
    Masking masking = masking(store);
    for (int i = 0; i < chunkCount; i++) {
      chunks.add(masking.chunk(i, chunk(store, i)));
    }
    if (chunkCount == terms.chunks()) {
      MaskSeal seal = masking.seal();
      accepted(server.accept(seal));
      seals.add(seal);
    }
  }

  void confirm(String store) {
    Confirmation confirmation = stores.get(store).confirm(outcome, seals);
    if (server.phase() == GroupFold.Phase.CONFIRM) {
      accepted(server.accept(confirmation));
    }
    confirmations.add(confirmation);
  }

  void reveal(String store) {
    Reveal reveal = stores.get(store).reveal(confirmations);
    accepted(server.accept(reveal));
    reveals.add(reveal);
  }

  /** Kills the store's process and starts it again from what it saved and the log. */
  void restart(String store) {
    StoreSession again = restored(this, store);
    stores.put(store, again);
    if (confirmations.stream().anyMatch(sent -> sent.store().equals(store))) {
      again.confirm(outcome, seals);
    }
  }

  /** The store as it would come back; the one that is there stays. */
  static StoreSession restored(RoundOnLog log, String store) {
    StoreSession again =
        StoreSession.restore(
            log.stores.get(store).save(),
            log.terms,
            TestSignatures.signer(store),
            TestSignatures.verifier());
    for (DealtShares before : log.dealt) {
      if (before.store().equals(store)) {
        assertThat(again.join(log.group)).usingRecursiveComparison().isEqualTo(before);
      }
    }
    if (log.dealt.stream().anyMatch(before -> before.store().equals(store))) {
      log.dealt.stream().filter(dealt -> !dealt.store().equals(store)).forEach(again::take);
    }
    return again;
  }

  /** All phases with everybody there. */
  void play() {
    stores.keySet().forEach(this::advertise);
    group = server.closeGroup();
    stores.keySet().forEach(this::share);
    stores.keySet().forEach(this::takeShares);
    sharers = server.closeSharers();
    stores.keySet().forEach(store -> mask(store, terms.chunks()));
    finish();
  }

  /** From the outcome to the last reveal, by whoever is in the sum. */
  void finish() {
    outcome = server.closeSurvivors();
    survivors().forEach(this::confirm);
    survivors().forEach(this::reveal);
  }

  List<String> survivors() {
    return outcome.survivors().ordinals().mapToObj(group::storeAt).toList();
  }

  /** What the server works out: the survivors' sum, unmasked chunk by chunk. */
  long[] unmaskedSum() {
    byte[] recorded = server.unmask().toBytes();
    MaskSum masks = MaskSum.of(group, Unmasking.fromBytes(group, recorded));
    long[] sum = new long[(int) terms.values()];
    for (int chunk = 0; chunk < terms.chunks(); chunk++) {
      long[] sums = maskedSum(chunk);
      masks.subtract(sums, chunk);
      System.arraycopy(sums, 0, sum, chunk * terms.chunkValues(), sums.length);
    }
    return sum;
  }

  long[] maskedSum(int chunk) {
    long[] sums = new long[terms.valuesOf(chunk)];
    for (MaskedChunk masked : chunks) {
      if (masked.chunk() == chunk && survivors().contains(masked.store())) {
        add(sums, masked.values());
      }
    }
    return sums;
  }

  long unmaskedWeight() {
    UnmaskedWeight sum = UnmaskedWeight.begin(group, server.unmask(), server.maskedWeight());
    while (!sum.isDone()) {
      sum = UnmaskedWeight.resume(group, server.unmask(), sum.done(), sum.weight());
      sum.step(1);
    }
    return sum.weight();
  }

  /** What they would have come to without secrets. */
  long[] plainSum() {
    long[] sums = new long[(int) terms.values()];
    survivors().forEach(store -> add(sums, updates.get(store)));
    return sums;
  }

  long plainWeight() {
    return survivors().stream().mapToLong(weights::get).sum();
  }

  long[] chunk(String store, int chunk) {
    long[] values = new long[terms.valuesOf(chunk)];
    System.arraycopy(updates.get(store), chunk * terms.chunkValues(), values, 0, values.length);
    return values;
  }

  private static void add(long[] sums, long[] values) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  private static void accepted(Optional<Refusal> verdict) {
    assertThat(verdict).isEmpty();
  }
}
