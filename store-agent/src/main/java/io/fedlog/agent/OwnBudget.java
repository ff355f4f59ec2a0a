package io.fedlog.agent;

import io.fedlog.agent.state.Release;
import io.fedlog.agent.state.SpendingShelf;
import io.fedlog.agent.state.UpdateMemory;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.RoundDefinition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a store itself lets rounds spend of its privacy in which it adds the noise, whatever model
 * types they name: the rows are the same. There the server is whom the noise is against, so its
 * word for how much is enough does not do. Counts with or without a limit, so that one that is set
 * later knows what went before. Used by one thread at a time.
 */
final class OwnBudget {
  private final @Nullable PrivacyBudget most;
  private final SpendingShelf spending;

  /**
   * @param most what may be spent in all; null for no limit
   */
  OwnBudget(@Nullable PrivacyBudget most, SpendingShelf spending) {
    this.most = most;
    this.spending = spending;
  }

  /** Whether the store adds the noise in a round. */
  static boolean isFor(RoundDefinition round) {
    return WeakestPrivacy.of(round) == WeakestPrivacy.LOCAL;
  }

  /** Why the store takes no part in a round; null when it may as things stand. */
  @Nullable String fault(RoundDefinition round) {
    PrivacyBudget limit = most;
    if (limit == null || !isFor(round)) {
      return null;
    }
    SpentPrivacy cost = terms(round).cost();
    SpentPrivacy spent = spending.spent();
    if (limit.allows(PrivacyLedger.together(spent, cost))) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "this store declines: it spends epsilon %s at delta %s in all at most (FL_PRIVACY_EPSILON,"
            + " FL_PRIVACY_DELTA), has spent %.4g, and the round would cost %.4g; ask for more"
            + " noise, or let whoever owns the store raise its limit",
        limit.epsilon(),
        limit.delta(),
        spent.epsilon(limit.delta()),
        cost.epsilon(limit.delta()));
  }

  /**
   * Spends what an update costs, before anything of it is sent, or says why it must not be sent.
   * One step: between look and act nothing else is spent. An update that was spent for is free.
   *
   * @return null when it may be sent
   */
  @Nullable String spend(RoundDefinition round, UpdateMemory update) {
    if (hasSpentFor(round, update)) {
      return null;
    }
    String fault = fault(round);
    if (fault == null) {
      spending.spend(release(round, update), terms(round).cost());
    }
    return fault;
  }

  /** Whether the ledger has this update, under these rules. */
  boolean hasSpentFor(RoundDefinition round, UpdateMemory update) {
    return spending.has(release(round, update));
  }

  private static Release release(RoundDefinition round, UpdateMemory update) {
    PrivacyTerms terms = terms(round);
    return new Release(
        round.getRoundId(),
        round.getCreatedAt().toEpochMilli(),
        terms.noise().name(),
        terms.clipUnits(),
        terms.noiseUnits(),
        terms.delta(),
        update.sha256());
  }

  private static PrivacyTerms terms(RoundDefinition round) {
    return RoundPrivacy.of(round).orElseThrow();
  }
}
