package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What stores spend by noise of their own: the round's cost for each different update that a store
 * has put on the log, whatever becomes of it, since it stays there for all to read. The first of an
 * open round is what the round has set aside; each further one is spent when it is first seen.
 *
 * <p>Only a store that was asked, that takes part, or that has sealed what it sent pays: chunks
 * alone can be written in any name.
 */
final class LocalCharges {
  private final int partitions;
  private final PrivacyRows rows;
  private final BiConsumer<String, SpentPrivacy> ledger;
  private final List<Effect> effects;

  /**
   * @param ledger spends on a store
   */
  LocalCharges(
      int partitions,
      PrivacyRows rows,
      BiConsumer<String, SpentPrivacy> ledger,
      List<Effect> effects) {
    this.partitions = partitions;
    this.rows = rows;
    this.ledger = ledger;
    this.effects = effects;
  }

  /** A summary or a believed seal was taken in. */
  void saw(Round round, RoundEvent event, AttemptReference attempt) {
    String storeId = attempt.storeId();
    if (!areSpentIn(round) || !isRemembered(round, attempt)) {
      return;
    }
    boolean sealed = event instanceof RoundEvent.Sealed;
    Releases known = round.releases.get(storeId);
    if (known == null && round.status.isOver() && !sealed) {
      return; // not asked, does not take part, and cannot any more
    }
    Releases store = known == null ? new Releases() : known;
    boolean changed =
        event instanceof RoundEvent.Sealed seal
            ? store.seal(seal.rootDigest())
            : see(round.terms, store, (RoundEvent.Summarised) event);
    if (changed) {
      round.releases.put(storeId, store);
      charge(round, storeId, store);
    }
  }

  private boolean see(RoundTerms terms, Releases store, RoundEvent.Summarised event) {
    return event.reason() == null && AttemptRules.fits(terms, partitions, event)
        ? store.part(event.firstChunk(), event.chunkRoots())
        : store.see();
  }

  /** A partition holds something of the attempt, and does not say what. */
  void named(Round round, AttemptReference attempt) {
    Releases store = areSpentIn(round) ? round.releases.get(attempt.storeId()) : null;
    if (store != null && store.see()) {
      charge(round, attempt.storeId(), store);
    }
  }

  /** The round is over: what was set aside is spent by whoever has sent something. */
  void ended(Round round) {
    if (!areSpentIn(round)) {
      return;
    }
    for (Participant store : round.stores.values()) {
      if (!store.isStranger()) {
        round.releases.putIfAbsent(store.storeId, new Releases());
      }
    }
    List.copyOf(round.releases.keySet()).stream()
        .filter(storeId -> !pays(round, storeId))
        .forEach(
            storeId -> {
              round.releases.remove(storeId);
              rows.forgetReleases(round, storeId);
            });
    round.releases.forEach((storeId, store) -> charge(round, storeId, store));
    tell(round);
  }

  /** Tells all that a round which is over has spent so far. */
  void tell(Round round) {
    PrivacyTerms privacy = round.terms.privacy();
    List<String> stores = new ArrayList<>();
    round.releases.forEach(
        (storeId, store) -> stores.addAll(Collections.nCopies(store.charged, storeId)));
    if (privacy != null && !stores.isEmpty()) {
      effects.add(
          new Effect.Charged(
              round.terms.roundId(),
              round.status == RoundStatus.COMPLETED ? round.version : 0,
              privacy,
              stores));
    }
  }

  /** Forgets what stores sent to a round that is retired and counted; what was spent stays. */
  void forget(Round round) {
    round.releases.keySet().forEach(storeId -> rows.forgetReleases(round, storeId));
    round.releases = new TreeMap<>();
  }

  private void charge(Round round, String storeId, Releases store) {
    int due = store.count() - (round.status.isOver() ? 0 : 1);
    PrivacyTerms privacy = round.terms.privacy();
    while (privacy != null && pays(round, storeId) && store.charged < due) {
      store.charged++;
      ledger.accept(storeId, privacy.cost());
    }
    rows.saveReleases(round, storeId, store);
  }

  private static boolean pays(Round round, String storeId) {
    Releases sent = round.releases.get(storeId);
    if (round.settled || (sent != null && sent.areVouchedFor())) {
      return true; // of a settled round the stores are forgotten, and those who do not pay too
    }
    Participant store = round.stores.get(storeId);
    return store != null && !store.isStranger();
  }

  /** Whether there is room for what the store sends: names can be made up. */
  private static boolean isRemembered(Round round, AttemptReference attempt) {
    return round.stores.containsKey(attempt.storeId()) || round.named.knows(attempt);
  }

  private static boolean areSpentIn(Round round) {
    PrivacyTerms privacy = round.terms.privacy();
    return privacy != null && privacy.mode() == Mode.LOCAL && !round.isForgotten();
  }
}
