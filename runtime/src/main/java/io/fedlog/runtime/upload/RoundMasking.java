package io.fedlog.runtime.upload;

import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import java.math.BigDecimal;
import java.util.Optional;

/** What a round says of secure aggregation, in the words of {@code learning}. */
public final class RoundMasking {
  private RoundMasking() {}

  /** Whether the round's updates are masked. */
  public static boolean acts(RoundDefinition round) {
    return round.getSecureAggregation() != null;
  }

  /**
   * What the round's stores and its aggregator agree on; empty when updates are not masked.
   *
   * @throws IllegalArgumentException naming the rule that cannot be
   */
  public static Optional<SecureTerms> of(RoundDefinition round) {
    SecureRules rules = round.getSecureAggregation();
    if (rules == null) {
      return Optional.empty();
    }
    int width = round.getEncoding() == Encoding.FLOAT64 ? Double.BYTES : Float.BYTES;
    return Optional.of(
        new SecureTerms(
            round.getRoundId(),
            round.getMinStores(),
            round.getParameterCount(),
            round.getChunkBytes() / width,
            group(rules)));
  }

  /**
   * What a group is to withstand.
   *
   * @throws IllegalArgumentException naming the rule that cannot be
   */
  public static GroupTerms group(SecureRules rules) {
    return new GroupTerms(
        GroupTerms.Adversary.valueOf(rules.getAdversary().name()),
        rules.getCompleteGraph(),
        rules.getSecurityBits(),
        rules.getCompletionBits(),
        share("drop_out", rules.getDropOut()),
        share("corrupt", rules.getCorrupt()));
  }

  private static double share(String name, String decimal) {
    try {
      return new BigDecimal(decimal).doubleValue();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: expected a decimal from 0 to below 1, such as 0.3, got \"%s\""
              .formatted(name, decimal),
          e);
    }
  }
}
