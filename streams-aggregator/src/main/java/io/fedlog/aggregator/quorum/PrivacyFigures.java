package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.learning.round.Effect;
import io.fedlog.schemas.RoundDefinition;

/** What a round's metrics say of its privacy. */
final class PrivacyFigures {
  private PrivacyFigures() {}

  /** Epsilon that the round alone spent of the store with most, at its own delta; 0 for nothing. */
  static double budgetUsed(Effect.Settle settle, RoundDefinition definition) {
    PrivacyTerms privacy = TermsReader.privacy(definition);
    if (privacy == null) {
      return 0;
    }
    SpentPrivacy spent = SpentPrivacy.none();
    for (int charge = 0; charge < settle.charges(); charge++) {
      spent = PrivacyLedger.together(spent, privacy.cost());
    }
    return spent.epsilon(privacy.delta());
  }

  /** The delta at which that epsilon tells it; 0 for nothing. */
  static double delta(RoundDefinition definition) {
    PrivacyTerms privacy = TermsReader.privacy(definition);
    return privacy == null ? 0 : privacy.delta();
  }

  /** Standard deviation of the noise on a parameter of the mean, in its own unit; 0 without one. */
  static double noiseLevel(Effect.Settle settle, RoundDefinition definition) {
    PrivacyTerms privacy = TermsReader.privacy(definition);
    if (privacy == null || settle.round().sha256() == null) {
      return 0;
    }
    return privacy.noiseOnMeanUnits(settle.round().cohortSize())
        * TermsReader.grid(definition).unit();
  }
}
