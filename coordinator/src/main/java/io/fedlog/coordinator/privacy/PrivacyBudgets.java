package io.fedlog.coordinator.privacy;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.RoundDefinition;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether there is budget for a round, as far as this coordinator has read {@code fl.privacy}. The
 * quorum, which has one order of all rounds of a model type, has the last word.
 */
public final class PrivacyBudgets {

  private final LogView view;

  public PrivacyBudgets(LogView view) {
    this.view = view;
  }

  /**
   * Refuses rounds for which there is not enough.
   *
   * @param round the first of them
   * @param rounds how many such
   * @throws IllegalStateException saying the budget, what is spent, the cost and what to do
   */
  public void require(RoundDefinition round, int rounds) {
    RoundPrivacy.of(round)
        .ifPresent(terms -> require(round.getModelType(), terms.cost().times(rounds)));
  }

  private void require(String modelType, SpentPrivacy cost) {
    Optional<PrivacyAccount> account = view.privacy().account(modelType);
    Optional<PrivacyBudget> budget =
        account.flatMap(
            known ->
                Optional.ofNullable(known.getBudget())
                    .map(set -> new PrivacyBudget(set.getEpsilon(), set.getDelta())));
    if (budget.isEmpty()) {
      throw new IllegalStateException(
          "privacy: model type %1$s has no privacy budget; set one: ./fedlog privacy budget --model %1$s --epsilon E --delta D"
              .formatted(modelType));
    }
    SpentPrivacy spent = spent(account.get());
    SpentPrivacy reserved = reserved(account.get());
    SpentPrivacy all = spent.plus(reserved).plus(cost);
    if (!budget.get().allows(all)) {
      double delta = budget.get().delta();
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "privacy: the budget of model type %s is epsilon %s at delta %s: %.4g is spent on the store with most, with %.4g set aside for open rounds it is %.4g, and with this (alone %.4g) it would be %.4g; ask for more noise or fewer rounds, or raise the budget: ./fedlog privacy budget",
              modelType,
              budget.get().epsilon(),
              delta,
              spent.epsilon(delta),
              reserved.epsilon(delta),
              spent.plus(reserved).epsilon(delta),
              cost.epsilon(delta),
              all.epsilon(delta)));
    }
  }

  private static SpentPrivacy spent(PrivacyAccount account) {
    return new SpentPrivacy(account.getPureEpsilon(), account.getPureRho(), account.getRho());
  }

  private static SpentPrivacy reserved(PrivacyAccount account) {
    return new SpentPrivacy(
        account.getReservedPureEpsilon(), account.getReservedPureRho(), account.getReservedRho());
  }
}
