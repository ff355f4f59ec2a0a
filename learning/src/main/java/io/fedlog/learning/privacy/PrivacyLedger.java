package io.fedlog.learning.privacy;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has been spent of each store's privacy by the rounds of one model type, and what may be. The
 * budget is one for all stores; the store with most decides. Costs only ever grow. Not thread-safe.
 */
public final class PrivacyLedger {
  private @Nullable PrivacyBudget budget;
  private @Nullable String setBy;
  private final Map<String, SpentPrivacy> spent = new TreeMap<>();

  /** The largest of each cost over all stores, which may be different ones. */
  private SpentPrivacy most = SpentPrivacy.none();

  /** What may be spent on each store; null until it is set, and when it was taken back. */
  public @Nullable PrivacyBudget budget() {
    return budget;
  }

  /** Who set the budget, or took it back; null until somebody has. */
  public @Nullable String setBy() {
    return setBy;
  }

  /** From now on this may be spent, whatever has been; null: there is no budget any more. */
  public void set(@Nullable PrivacyBudget newBudget, String by) {
    budget = newBudget;
    setBy = by;
  }

  /** What was spent on each store that anything was spent on. */
  public Map<String, SpentPrivacy> spent() {
    return Collections.unmodifiableMap(spent);
  }

  /** The largest of each cost over all stores. */
  public SpentPrivacy most() {
    return most;
  }

  /** Spends on a store; what has been spent on it since the beginning. */
  public SpentPrivacy charge(String storeId, SpentPrivacy cost) {
    SpentPrivacy total = spent.merge(storeId, cost, PrivacyLedger::together);
    most = largest(most, total);
    return total;
  }

  /** Finds again what was spent on a store. */
  public void restore(String storeId, SpentPrivacy total) {
    spent.put(storeId, total);
    most = largest(most, total);
  }

  /**
   * Why a round may not begin; null when it may.
   *
   * @param reserved set aside for rounds that are open
   * @param cost of the round, on each of its stores
   * @param delta at which the cost is told while there is no budget
   */
  public @Nullable String fault(SpentPrivacy reserved, SpentPrivacy cost, double delta) {
    if (budget == null) {
      return "no privacy budget is set; the round would spend epsilon %s at delta %s of each store: set a budget for the model type first"
          .formatted(text(cost.epsilon(delta)), delta);
    }
    SpentPrivacy all = together(together(most, reserved), cost);
    if (budget.allows(all)) {
      return null;
    }
    return "the privacy budget is epsilon %s at delta %s; the store with most has spent epsilon %s, open rounds have set aside %s, this one costs %s, and all together would be %s: raise the budget, take more noise, or wait for rounds that are open"
        .formatted(
            text(budget.epsilon()),
            budget.delta(),
            text(most.epsilon(budget.delta())),
            text(reserved.epsilon(budget.delta())),
            text(cost.epsilon(budget.delta())),
            text(all.epsilon(budget.delta())));
  }

  /** Both, or the most that can be counted: a log may hold anything, and no budget is so large. */
  public static SpentPrivacy together(SpentPrivacy one, SpentPrivacy other) {
    return new SpentPrivacy(
        sum(one.pureEpsilon(), other.pureEpsilon()),
        sum(one.pureRho(), other.pureRho()),
        sum(one.rho(), other.rho()));
  }

  private static SpentPrivacy largest(SpentPrivacy one, SpentPrivacy other) {
    return new SpentPrivacy(
        Math.max(one.pureEpsilon(), other.pureEpsilon()),
        Math.max(one.pureRho(), other.pureRho()),
        Math.max(one.rho(), other.rho()));
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private static String text(double epsilon) {
    return String.format(Locale.ROOT, "%.6g", epsilon);
  }
}
