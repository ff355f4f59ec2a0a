package io.fedlog.coordinator.metrics;

import io.fedlog.coordinator.log.AggregatorSign;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.StoreSign;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How an installation stands at one moment.
 *
 * @param openRounds that are not over
 * @param overdueRounds of these, that should be
 * @param runningPlans that go on
 * @param liveAggregators heard of within {@link #AGGREGATOR_SILENCE}
 * @param liveStores heard of within {@link #STORE_SILENCE}
 * @param silentStores heard of before, but within {@link #REMEMBERED}
 * @param privacySpent 0 to 1, of the budget that is nearest to its end; 0 without budgets
 */
record Standing(
    long openRounds,
    long overdueRounds,
    long runningPlans,
    long liveAggregators,
    long liveStores,
    long silentStores,
    double privacySpent) {

  static final Standing NOTHING = new Standing(0, 0, 0, 0, 0, 0, 0);

  static final Duration AGGREGATOR_SILENCE = Duration.ofSeconds(30);
  static final Duration STORE_SILENCE = Duration.ofMinutes(1);

  /** A store that has gone for good is not silent for ever. */
  static final Duration REMEMBERED = Duration.ofHours(1);

  /** Time passes in ticks, and the record of a round's end has a way to go. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** What a decided round has to be made, whatever its deadline. */
  static final Duration MAKING = Duration.ofMinutes(10);

  static Standing of(LogView view, Instant now) {
    List<RoundState> open = view.states().stream().filter(s -> !LogView.isOver(s)).toList();
    List<StoreSign> stores = view.heard();
    long live = stores.stream().filter(s -> within(s.heardAt(), now, STORE_SILENCE)).count();
    long remembered = stores.stream().filter(s -> within(s.heardAt(), now, REMEMBERED)).count();
    return new Standing(
        open.size(),
        open.stream().filter(state -> isOverdue(state, now)).count(),
        view.plans().stream().filter(p -> p.plan().getStatus() == PlanStatus.RUNNING).count(),
        view.aggregators().stream()
            .map(AggregatorSign::seenAt)
            .filter(seen -> within(seen, now, AGGREGATOR_SILENCE))
            .count(),
        live,
        remembered - live,
        view.privacy().accounts().stream().mapToDouble(Standing::spent).max().orElse(0));
  }

  private static boolean within(Instant heard, Instant now, Duration silence) {
    return heard.isAfter(now.minus(silence));
  }

  private static boolean isOverdue(RoundState state, Instant now) {
    Instant decided = state.getDecidedAt();
    Instant end =
        state.getStatus() == RoundStatus.AGGREGATING && decided != null
            ? decided.plus(MAKING)
            : state.getDeadlineAt();
    return now.isAfter(end.plus(GRACE));
  }

  private static double spent(PrivacyAccount account) {
    PrivacyBudget budget = account.getBudget();
    return budget == null || budget.getEpsilon() <= 0
        ? 0
        : Math.min(1, account.getEpsilon() / budget.getEpsilon());
  }
}
