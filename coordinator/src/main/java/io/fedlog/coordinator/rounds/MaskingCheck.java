package io.fedlog.coordinator.rounds;

import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.NormalisedMethod;
import io.fedlog.learning.method.UpdateTerms;
import io.fedlog.learning.secure.GroupSize;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.UnmaskingCost;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Weighting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a round that masks can work, before it reaches the log. */
final class MaskingCheck {

  private static final int FEWEST = 3;
  private static final int MOST_BITS = 200;
  private static final int PHASES = 3;

  /** Of a store's shares: two digests, and two shares encrypted. */
  private static final int BYTES_A_NEIGHBOUR = 64 + 96;

  private static final int OTHER_BYTES = 4 << 10;

  private MaskingCheck() {}

  /**
   * Refuses what does not go with masks.
   *
   * @param most stores that may take part
   * @param signed whether what stores say is signed
   * @throws IllegalArgumentException naming the field, what came and what was expected
   */
  static void require(RoundSpec spec, SecureRules rules, int most, boolean signed) {
    requireSums(spec);
    requireTerms(rules);
    require(
        signed || rules.getAdversary() == Adversary.SEMI_HONEST,
        "adversary",
        rules.getAdversary(),
        "SEMI_HONEST where FL_SIGNATURES is off: stores sign against a lying server, and are"
            + " enrolled");
    Participation asked = spec.participation();
    require(
        spec.windows() == null,
        "windows",
        "some",
        "none: masked windows are rounds whose group closes when full: set"
            + " secure_aggregation.group_size");
    require(
        asked.minStores() >= FEWEST,
        "min_stores",
        asked.minStores(),
        "%d or more: of two stores, each could take its own update from the sum".formatted(FEWEST));
    require(
        asked.take() == 0,
        "take",
        asked.take(),
        "0, and over_selection 1: who has sent a masked update when the round is decided is in the"
            + " sum");
    requireTime(asked, rules.getPhaseMs());
    if (rules.getGroupSize() != 0) {
      int fewest = asked.minStores();
      int mostOfAll = asked.targets().isEmpty() ? most : Math.min(most, asked.targets().size());
      require(
          rules.getGroupSize() >= fewest && rules.getGroupSize() <= mostOfAll,
          "group_size",
          rules.getGroupSize(),
          "0 (all that join in time), or from the min_stores of %d to the %d stores that may take part"
              .formatted(fewest, mostOfAll));
    }
  }

  /** The aggregator sees the sum, and no update of which it could take more than that. */
  private static void requireSums(RoundSpec spec) {
    require(spec.form().encoding() != Encoding.TEXT, "encoding", Encoding.TEXT, "numbers");
    String method = spec.aggregation().method();
    List<String> summing =
        UpdateTerms.takingDeltas().stream().filter(MaskingCheck::takesSums).toList();
    require(
        summing.contains(method) || !Methods.names().contains(method),
        "method",
        method,
        "one of %s: others look at single updates, which nobody can here".formatted(summing));
    require(
        spec.form().updates().kind().isOfUnits(),
        "update_encoding",
        spec.form().updates().kind(),
        "none: masked updates travel as GRID, 8 bytes a parameter");
    require(
        spec.aggregation().weighting() != Weighting.METRIC,
        "weighting",
        Weighting.METRIC,
        "EQUAL or SAMPLES: a metric that weighs would be told, and weights are masked too");
  }

  private static boolean takesSums(String method) {
    return !(Methods.named(method) instanceof NormalisedMethod);
  }

  private static void requireTerms(SecureRules rules) {
    requireShare("drop_out", rules.getDropOut());
    requireShare("corrupt", rules.getCorrupt());
    requireBits("security_bits", rules.getSecurityBits());
    requireBits("completion_bits", rules.getCompletionBits());
  }

  private static void requireShare(String field, String text) {
    double share;
    try {
      share = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      share = Double.NaN;
    }
    require(share >= 0 && share < 1, field, text, "a share from 0 to below 1, such as 0.3");
  }

  private static void requireBits(String field, int bits) {
    require(bits >= 1 && bits <= MOST_BITS, field, bits, "1 to " + MOST_BITS);
  }

  private static void requireTime(Participation asked, long phaseMs) {
    require(phaseMs >= 1, "phase_ms", phaseMs, "1 or more");
    long deadline = asked.deadline().toMillis();
    long left = deadline - Math.min(asked.joinWindow().toMillis(), deadline);
    require(
        phaseMs <= left / PHASES,
        "phase_ms",
        phaseMs,
        "at most %d, a third of what the deadline of %d ms leaves after the join window: stores share keys first, upload, and reveal last"
            .formatted(left / PHASES, deadline));
  }

  /**
   * Refuses terms that the group, as far as its size is known, cannot keep.
   *
   * @throws IllegalArgumentException saying what was expected of the group
   */
  static void requireGroup(RoundDefinition round) {
    SecureRules rules = round.getSecureAggregation();
    SecureTerms terms = SecureDefinition.terms(round);
    if (rules == null || terms == null) {
      return;
    }
    int stores = rules.getGroupSize() != 0 ? rules.getGroupSize() : round.getTargetCount();
    if (stores == 0) {
      return;
    }
    GroupSize size;
    try {
      size = terms.group().forGroup(stores);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secure_aggregation: " + e.getMessage(), e);
    }
    int most = (RecordCodec.MAX_RECORD_BYTES - OTHER_BYTES) / BYTES_A_NEIGHBOUR;
    require(
        size.neighbours() <= most,
        "the number of neighbours",
        size.neighbours(),
        "at most %d, whose shares fit a record: fewer stores, or a sparse graph".formatted(most));
    UnmaskingCost.misfit(terms, size)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("secure_aggregation: " + why);
            });
  }

  private static void require(boolean holds, String field, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "secure_aggregation: %s is %s; expected %s".formatted(field, came, expected));
    }
  }
}
