package io.fedlog.aggregator.definition;

import io.fedlog.learning.round.MaskingTerms;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.UpdateEncoding;
import org.jspecify.annotations.Nullable;

/** Reads the rules of a round that masks, and refuses what they could not hold in. */
final class MaskingReader {
  private MaskingReader() {}

  /**
   * The terms; null for a round of plain updates.
   *
   * @throws IllegalArgumentException naming the field, what it is and what was expected
   */
  static @Nullable MaskingTerms read(RoundDefinition definition) {
    SecureRules rules = definition.getSecureAggregation();
    SecureTerms protocol = SecureDefinition.terms(definition);
    if (rules == null || protocol == null) {
      return null;
    }
    require(
        definition.getUpdateEncoding() == UpdateEncoding.GRID,
        "update_encoding",
        definition.getUpdateEncoding(),
        "GRID, the whole units that masks are added to");
    return new MaskingTerms(protocol, rules.getPhaseMs(), rules.getGroupSize());
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "a round that masks: " + field + " is " + came + "; expected " + expected);
    }
  }
}
