package io.fedlog.aggregator.definition;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.NormalisedMethod;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the rules of a round under privacy, and refuses what they could not hold in. */
final class PrivacyReader {
  private static final String NONE = "none";

  private PrivacyReader() {}

  /**
   * The terms; null for a round without privacy.
   *
   * @throws IllegalArgumentException naming the field, what it is and what was expected
   */
  static @Nullable PrivacyTerms read(RoundDefinition definition) {
    PrivacyRules rules = definition.getPrivacy();
    String mode = rules == null ? NONE : rules.getMode().name().toLowerCase(Locale.ROOT);
    if (!definition.getPrivacyMode().equals(mode)) {
      throw new IllegalArgumentException(
          "privacy_mode is %s; expected %s, as privacy says"
              .formatted(definition.getPrivacyMode(), mode));
    }
    if (rules == null) {
      return null;
    }
    boolean distributed = rules.getMode() == PrivacyMode.DISTRIBUTED;
    if (distributed != (definition.getSecureAggregation() != null)) {
      throw new IllegalArgumentException(
          distributed
              ? "privacy mode DISTRIBUTED needs secure aggregation; expected CENTRAL or LOCAL"
              : "privacy mode %s does not go with secure aggregation; expected DISTRIBUTED: nobody can check the norm of a masked update, and shares of the noise are enough"
                  .formatted(rules.getMode()));
    }
    require(
        definition.getEncoding() != Encoding.TEXT, "encoding", definition.getEncoding(), "numbers");
    require(
        definition.getUpdateEncoding() == UpdateEncoding.GRID,
        "update_encoding",
        definition.getUpdateEncoding(),
        "GRID, whose norms are exact");
    require(
        definition.getWeighting() == Weighting.EQUAL,
        "weighting",
        definition.getWeighting(),
        "EQUAL: weights would tell of the stores");
    require(
        definition.getWindows() == null,
        "windows",
        "there",
        "one decision: a store could be in several");
    require(
        !(Methods.named(definition.getMethod()) instanceof NormalisedMethod),
        "method",
        definition.getMethod(),
        "one that asks for no local steps, which would tell of the stores");
    PrivacyTerms terms = RoundPrivacy.of(definition).orElseThrow();
    Grid grid = TermsReader.grid(definition);
    require(
        !distributed || terms.mostUnits() <= grid.mostUnits(),
        "the grid's max_abs_value",
        grid.maxAbsValue(),
        "%s or more: the clip, and 16 times the sigma of a store's share of the noise"
            .formatted(terms.mostUnits() * grid.unit()));
    return terms;
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "a round under privacy: " + field + " is " + came + "; expected " + expected);
    }
  }
}
