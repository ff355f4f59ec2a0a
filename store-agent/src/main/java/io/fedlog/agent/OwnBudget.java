package io.fedlog.agent;

import io.fedlog.agent.state.SpendingShelf;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.RoundDefinition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a store itself lets rounds spend of its privacy in which it adds the noise. There the server
 * is whom the noise is against, so its word for how much is enough does not do. Counts with or
 * without a limit, so that one that is set later knows what went before.
 */
final class OwnBudget {
  private final @Nullable PrivacyBudget most;
  private final SpendingShelf spending;

  /**
   * @param most what may be spent on one model type in all; null for no limit
   */
  OwnBudget(@Nullable PrivacyBudget most, SpendingShelf spending) {
    this.most = most;
    this.spending = spending;
  }

  /** Whether the store adds the noise in a round. */
  static boolean isFor(RoundDefinition round) {
    return RoundPrivacy.of(round).filter(terms -> terms.mode() == Mode.LOCAL).isPresent();
  }

  /** Why the store takes no part in a round; null when it may. */
  @Nullable String fault(RoundDefinition round) {
    PrivacyBudget limit = most;
    if (limit == null || !isFor(round)) {
      return null;
    }
    SpentPrivacy cost = cost(round);
    SpentPrivacy spent = spending.spent(round.getModelType());
    if (limit.allows(PrivacyLedger.together(spent, cost))) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "this store declines: it spends epsilon %s at delta %s on %s at most (FL_PRIVACY_EPSILON, FL_PRIVACY_DELTA), has spent %.4g, and the round would cost %.4g; ask for more noise, or let whoever owns the store raise its limit",
        limit.epsilon(),
        limit.delta(),
        round.getModelType(),
        spent.epsilon(limit.delta()),
        cost.epsilon(limit.delta()));
  }

  /**
   * Spends what the round costs, before anything of its update is sent; nothing more of a round
   * that was spent for last.
   */
  void spend(RoundDefinition round) {
    if (isFor(round)) {
      spending.spend(
          round.getModelType(),
          round.getRoundId() + "@" + round.getCreatedAt().toEpochMilli(),
          cost(round));
    }
  }

  private static SpentPrivacy cost(RoundDefinition round) {
    PrivacyTerms terms = RoundPrivacy.of(round).orElseThrow();
    return terms.cost();
  }
}
