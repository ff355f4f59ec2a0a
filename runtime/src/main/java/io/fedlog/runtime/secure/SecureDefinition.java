package io.fedlog.runtime.secure;

import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import org.jspecify.annotations.Nullable;

/**
 * What a round's definition agrees on for secure aggregation: stores and aggregators read it alike.
 */
public final class SecureDefinition {
  private SecureDefinition() {}

  /**
   * The protocol's terms; null for a round that does not mask.
   *
   * @throws IllegalArgumentException naming the rule that cannot be, what it is and what was
   *     expected
   */
  public static @Nullable SecureTerms terms(RoundDefinition definition) {
    SecureRules rules = definition.getSecureAggregation();
    if (rules == null) {
      return null;
    }
    int numberBytes =
        switch (definition.getEncoding()) {
          case FLOAT32 -> Float.BYTES;
          case FLOAT64 -> Double.BYTES;
          case TEXT ->
              throw new IllegalArgumentException(
                  "secure_aggregation with encoding %s; expected FLOAT32 or FLOAT64, for text has no sum"
                      .formatted(Encoding.TEXT));
        };
    return new SecureTerms(
        definition.getRoundId(),
        definition.getMinStores(),
        definition.getParameterCount(),
        definition.getChunkBytes() / numberBytes,
        new GroupTerms(
            GroupTerms.Adversary.valueOf(rules.getAdversary().name()),
            rules.getCompleteGraph(),
            rules.getSecurityBits(),
            rules.getCompletionBits(),
            share("drop_out", rules.getDropOut()),
            share("corrupt", rules.getCorrupt())));
  }

  private static double share(String field, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "secure_aggregation's %s is \"%s\"; expected a decimal number such as 0.3"
              .formatted(field, text.length() > 40 ? text.substring(0, 40) + "..." : text),
          e);
    }
  }
}
