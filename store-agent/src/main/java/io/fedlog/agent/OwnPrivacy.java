package io.fedlog.agent;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the stores of a process demand of rounds by themselves. The aggregator refuses the same
 * rounds under privacy, but it is one of those whom a store's own demands are against.
 *
 * @param weakest the weakest mode they take part under
 * @param most what each store spends at most, on all its model types together, by noise of its own;
 *     null for no limit
 */
public record OwnPrivacy(WeakestPrivacy weakest, @Nullable PrivacyBudget most) {

  /** Demands nothing. */
  public static final OwnPrivacy NONE = new OwnPrivacy(WeakestPrivacy.NONE, null);

  /** Whether figures measured on the rows, which are exact, may leave a store. */
  boolean tellsFigures() {
    return weakest == WeakestPrivacy.NONE;
  }

  /** Why stores take no part in a round; null when they may. */
  @Nullable String fault(RoundDefinition round) {
    WeakestPrivacy mode = WeakestPrivacy.of(round);
    if (!weakest.accepts(mode)) {
      return "its privacy mode is %s and these stores accept no weaker one than %s (FL_PRIVACY_MODE); ask for that mode, or let whoever owns the stores accept a weaker one"
          .formatted(word(mode), word(weakest));
    }
    return mode == WeakestPrivacy.NONE ? null : faultUnder(mode, round);
  }

  private static @Nullable String faultUnder(WeakestPrivacy mode, RoundDefinition round) {
    if (PreparationTypes.isPreparation(round.getModelType())) {
      return under(mode, "model type", round.getModelType(), "one that is no preparation");
    }
    if (round.getWindows() != null) {
      return under(mode, "windows", "there", "one decision: each window is another release");
    }
    boolean masks = round.getSecureAggregation() != null;
    if (masks != (mode == WeakestPrivacy.DISTRIBUTED)) {
      return under(
          mode,
          "secure_aggregation",
          masks ? "there" : "absent",
          masks ? "none: it goes with distributed" : "its rules, without which all see the update");
    }
    if (round.getWeighting() != Weighting.EQUAL) {
      return under(
          mode, "weighting", round.getWeighting(), "EQUAL: weights would tell of the rows");
    }
    if (round.getUpdateEncoding() != UpdateEncoding.GRID) {
      return under(
          mode, "update_encoding", round.getUpdateEncoding(), "GRID, whose norms are exact");
    }
    return round.getEncoding() == Encoding.TEXT
        ? under(mode, "encoding", round.getEncoding(), "numbers")
        : null;
  }

  private static String under(WeakestPrivacy mode, String field, Object came, String expected) {
    return "under privacy mode %s %s is %s; expected %s; the round is to be defined anew"
        .formatted(word(mode), field, came, expected);
  }

  private static String word(WeakestPrivacy mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
