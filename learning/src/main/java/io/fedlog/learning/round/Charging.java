package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ledger of what rounds under privacy spend. Noise on the sum is spent at the decision,
 * on the stores of the cohort. Noise of the stores' own is spent by every attempt that reached the
 * log, whatever becomes of it: it stays there for all to read.
 */
final class Charging {
  private final ModelLine line;
  private final PrivacyRows rows;
  private final List<Effect> effects;
  private boolean changed;

  Charging(ModelLine line, Rows rows, List<Effect> effects) {
    this.line = line;
    this.rows = new PrivacyRows(rows);
    this.effects = effects;
  }

  /** Sets what may be spent. */
  void set(PrivacyBudget budget, String by) {
    String name = Bounds.clip(by, Bounds.NAME);
    line.ledger.set(budget, name);
    rows.saveBudget(line);
    changed = true;
    effects.add(new Effect.BudgetSet(line.modelType, budget, name));
  }

  /** Why a round may not begin; null when it may. */
  @Nullable String fault(RoundTerms terms) {
    PrivacyTerms privacy = terms.privacy();
    return privacy == null
        ? null
        : line.ledger.fault(line.reserved(), privacy.cost(), privacy.delta());
  }

  /** The round has begun, and its cost is set aside. */
  void defined(Round round) {
    changed |= round.terms.privacy() != null;
  }

  /** The round's cohort is decided. */
  void decided(Round round, Collection<String> cohort) {
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy == null || privacy.mode() == Mode.LOCAL) {
      return;
    }
    List<String> stores = cohort.stream().sorted().toList();
    stores.forEach(storeId -> charge(storeId, privacy.cost()));
    effects.add(new Effect.Charged(round.terms.roundId(), round.version, privacy, stores));
    changed = true;
  }

  /** The round is over. */
  void ended(Round round) {
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy == null) {
      return;
    }
    changed = true; // what was set aside for it is free
    if (privacy.mode() == Mode.LOCAL) {
      for (Participant store : round.stores.values()) {
        for (int n = store.attempts.size() + store.forgotten; n > 0; n--) {
          charge(round, privacy, store.storeId);
        }
      }
      tell(round);
    }
  }

  /** Something of an attempt came that nothing was known of when the round ended. */
  void cameLate(Round round, AttemptReference attempt) {
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy != null && privacy.mode() == Mode.LOCAL) {
      charge(round, privacy, attempt.storeId());
      changed = true;
    }
  }

  /** Tells all that a round with the stores' own noise has spent so far. */
  void tell(Round round) {
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy == null || round.charges.isEmpty()) {
      return;
    }
    List<String> stores = new ArrayList<>();
    round.charges.forEach((storeId, n) -> stores.addAll(Collections.nCopies(n, storeId)));
    effects.add(
        new Effect.Charged(
            round.terms.roundId(),
            round.status == RoundStatus.COMPLETED ? round.version : 0,
            privacy,
            stores));
  }

  /** Whether it was heard of the attempt. */
  static boolean knows(Round round, AttemptReference attempt) {
    Participant store = round.stores.get(attempt.storeId());
    return (store != null && store.attempts.containsKey(attempt.attemptId()))
        || round.named.knows(attempt);
  }

  /** What a round may still spend on each of its stores: nothing once it is decided or over. */
  static SpentPrivacy reserved(Round round) {
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy == null) {
      return SpentPrivacy.none();
    }
    boolean spends = privacy.mode() == Mode.LOCAL ? !round.status.isOver() : round.status.isOpen();
    return spends ? privacy.cost() : SpentPrivacy.none();
  }

  /** How the account stands after the event, if that has changed. */
  void close() {
    if (changed) {
      PrivacyLedger ledger = line.ledger;
      effects.add(
          new Effect.AccountChanged(
              new PrivacyAccount(
                  line.modelType,
                  ledger.budget(),
                  ledger.setBy(),
                  ledger.most(),
                  line.reserved(),
                  line.now)));
    }
  }

  /** Forgets who was charged by a round that is retired and counted; what was spent stays. */
  void forget(Round round) {
    rows.forgetCharges(round);
    round.charges = new TreeMap<>();
  }

  private void charge(Round round, PrivacyTerms privacy, String storeId) {
    int times = round.charges.merge(storeId, 1, Integer::sum);
    rows.saveCharge(round, storeId, times);
    charge(storeId, privacy.cost());
  }

  private void charge(String storeId, SpentPrivacy cost) {
    rows.saveSpent(line, storeId, line.ledger.charge(storeId, cost));
  }
}
