package io.fedlog.coordinator.privacy;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.RoundDefinition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is budget for a round, as far as this coordinator has read {@code fl.privacy}. The
 * quorum, which has one order of all rounds of a model type, has the last word.
 */
public final class PrivacyBudgets {

  private static final Pattern MODEL_TYPE = Pattern.compile("[A-Za-z0-9._-]{1,120}");

  /** What stores agree on before training is told of under a name of its own. */
  private static final Pattern PREPARATION = Pattern.compile("\\.(vocabulary|moments)$");

  private final LogView view;
  private final LogWriter writer;
  private final InstantSource clock;

  public PrivacyBudgets(LogView view, LogWriter writer, InstantSource clock) {
    this.view = view;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Sets what may be spent on each store in all rounds of a model type together; the quorum acts on
   * it. What is spent stays spent, also when the new budget is smaller.
   *
   * @param by who asks
   * @throws IllegalArgumentException when it is no budget
   */
  public void set(String modelType, double epsilon, double delta, String by) {
    if (!MODEL_TYPE.matcher(modelType).matches()) {
      throw new IllegalArgumentException(
          "model_type: expected 1 to 120 letters, digits, '.', '_' or '-', came \"%s\""
              .formatted(modelType));
    }
    var unused = new PrivacyBudget(epsilon, delta);
    write(modelType, new io.fedlog.schemas.PrivacyBudget(epsilon, delta), by);
  }

  /**
   * Takes the budget back: no round of the model type can be under privacy then, and others may be
   * without. What is spent stays on record.
   *
   * @param by who asks
   */
  public void withdraw(String modelType, String by) {
    write(modelType, null, by);
  }

  private void write(
      String modelType, io.fedlog.schemas.@Nullable PrivacyBudget budget, String by) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    writer.write(
        Command.newBuilder()
            .setCommandId(modelType + ":privacy-budget:" + now.toEpochMilli())
            .setAction(Action.SET_PRIVACY_BUDGET)
            .setModelType(modelType)
            .setBudget(budget)
            .setIssuedBy(by)
            .setIssuedAt(now)
            .build());
  }

  /**
   * Refuses rounds for which there is not enough, and rounds without privacy of model types that
   * have a budget.
   *
   * @param round the first of them
   * @param rounds how many such
   * @throws IllegalStateException saying the budget, what is spent, the cost and what to do
   */
  public void require(RoundDefinition round, int rounds) {
    RoundPrivacy.of(round)
        .ifPresentOrElse(
            terms -> require(round.getModelType(), terms.cost().times(rounds)),
            () -> requireNone(round.getModelType()));
  }

  private void requireNone(String modelType) {
    String main = PREPARATION.matcher(modelType).replaceFirst("");
    if (view.privacy().account(main).map(PrivacyAccount::getBudget).isPresent()) {
      throw new IllegalStateException(
          "privacy: model type %1$s has a privacy budget, which counts nothing of a round without a privacy mode; give it one, or withdraw the budget: ./fedlog privacy withdraw --model %1$s"
              .formatted(main));
    }
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
              "privacy: the budget of model type %s is epsilon %s at delta %s; the store with most"
                  + " has spent %.4g, open rounds have set aside %.4g, this costs %.4g, and all"
                  + " together would be %.4g: ask for more noise or fewer rounds, or raise the"
                  + " budget: ./fedlog privacy budget --model %1$s",
              modelType,
              budget.get().epsilon(),
              delta,
              spent.epsilon(delta),
              reserved.epsilon(delta),
              cost.epsilon(delta),
              all.epsilon(delta)));
    }
  }

  /** Spent on the store with most. */
  public static SpentPrivacy spent(PrivacyAccount account) {
    return new SpentPrivacy(account.getPureEpsilon(), account.getPureRho(), account.getRho());
  }

  /** Set aside for rounds that are open. */
  public static SpentPrivacy reserved(PrivacyAccount account) {
    return new SpentPrivacy(
        account.getReservedPureEpsilon(), account.getReservedPureRho(), account.getReservedRho());
  }
}
