package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ledger of what rounds under privacy spend. Noise on the sum is spent at the decision,
 * on the stores of the cohort; noise of the stores' own as {@link LocalCharges} says.
 */
final class Charging {
  private final ModelLine line;
  private final PrivacyRows rows;
  private final List<Effect> effects;
  private final LocalCharges local;
  private boolean changed;

  Charging(int partitions, ModelLine line, Rows rows, List<Effect> effects) {
    this.line = line;
    this.rows = new PrivacyRows(rows);
    this.effects = effects;
    this.local = new LocalCharges(partitions, this.rows, this::charge, effects);
  }

  /** What stores put on the log with noise of their own. */
  LocalCharges local() {
    return local;
  }

  /** Sets what may be spent; null takes the budget back. What was spent stays. */
  void set(@Nullable PrivacyBudget budget, String by) {
    String name = Bounds.clip(by, Bounds.NAME);
    line.ledger.set(budget, name);
    rows.saveBudget(line);
    changed = true;
    effects.add(new Effect.BudgetSet(line.modelType, budget, name));
  }

  /** Why a round may not begin; null when it may. */
  @Nullable String fault(RoundTerms terms) {
    PrivacyTerms privacy = terms.privacy();
    if (privacy != null) {
      return line.ledger.fault(line.reserved(), privacy.cost(), privacy.delta());
    }
    return line.ledger.budget() == null || terms.targetCount() == 1 // which is then looked at
        ? null
        : "the model type has a privacy budget, and the round has no privacy mode: what it tells of"
            + " stores no budget would count. Give it a mode, or withdraw the budget first";
  }

  /** Why a round may not ask these stores; null when it may. */
  @Nullable String faultOfTargets(RoundTerms terms, Collection<String> storeIds) {
    boolean anyStore = storeIds.stream().anyMatch(id -> !id.equals(RoundTerms.COORDINATOR));
    boolean asksOne = terms.targetCount() == 1; // others began before there was a budget
    return line.ledger.budget() == null || terms.privacy() != null || !asksOne || !anyStore
        ? null
        : "the model type has a privacy budget, and the round has no privacy mode: expected no"
            + " target but "
            + RoundTerms.COORDINATOR
            + ", which uploads what no store made. Give the round a mode, or withdraw the budget"
            + " first";
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
    changed |= round.terms.privacy() != null; // what was set aside for it is free
    local.ended(round);
  }

  /** How often the round has spent its cost on the store that it spent most on. */
  static int most(Round round) {
    PrivacyTerms privacy = round.terms.privacy();
    if (privacy == null) {
      return 0;
    }
    return privacy.mode() == Mode.LOCAL
        ? round.releases.values().stream().mapToInt(store -> store.charged).max().orElse(0)
        : round.decidedAt > 0 ? 1 : 0;
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

  private void charge(String storeId, SpentPrivacy cost) {
    rows.saveSpent(line, storeId, line.ledger.charge(storeId, cost));
    changed = true;
  }
}
