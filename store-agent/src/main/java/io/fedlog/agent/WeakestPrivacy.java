package io.fedlog.agent;

import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;

/** The weakest privacy mode that a store takes part under, from weak to strong. */
public enum WeakestPrivacy {
  /** Takes part in every round: the coordinator is trusted with exact updates and figures. */
  NONE,
  /** The aggregator adds noise to the sum: it is trusted with exact updates. */
  CENTRAL,
  /** Each store adds a share of the noise and masks: stores are trusted not to work together. */
  DISTRIBUTED,
  /** The store adds the noise itself. */
  LOCAL;

  /** The mode of a round. */
  static WeakestPrivacy of(RoundDefinition round) {
    PrivacyRules rules = round.getPrivacy();
    return rules == null ? NONE : valueOf(rules.getMode().name());
  }

  boolean accepts(WeakestPrivacy mode) {
    return compareTo(mode) <= 0;
  }
}
