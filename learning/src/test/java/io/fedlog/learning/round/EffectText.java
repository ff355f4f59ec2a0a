package io.fedlog.learning.round;

import java.util.HexFormat;
import java.util.List;

/** Effects as text, arrays by content, so that two folds can be compared. */
final class EffectText {
  private EffectText() {}

  static List<String> of(List<Effect> effects) {
    return effects.stream().map(EffectText::of).toList();
  }

  private static String of(Effect effect) {
    if (effect instanceof Effect.Decide decide) {
      return "Decide %s v%d at %d, %d pages, cohort %s of %d weighing %d, %s steps, %s"
          .formatted(
              decide.roundId(),
              decide.version(),
              decide.logOffset(),
              decide.rosterPages(),
              HexFormat.of().formatHex(decide.cohort()),
              decide.cohortSize(),
              decide.totalWeight(),
              decide.effectiveSteps(),
              decide.window());
    }
    return effect instanceof Effect.Secure secure ? of(secure.step()) : effect.toString();
  }

  private static String of(SecureStep step) {
    HexFormat hex = HexFormat.of();
    if (step instanceof SecureStep.GroupClosed closed) {
      return "Group %s of %d until %d"
          .formatted(
              hex.formatHex(closed.group().digest()),
              closed.group().members().size(),
              closed.untilMillis());
    } else if (step instanceof SecureStep.SharersNamed named) {
      return "Sharers %s until %d".formatted(named.sharers(), named.untilMillis());
    } else if (step instanceof SecureStep.OutcomeDecided decided) {
      return "Outcome %s with seals of %s until %d"
          .formatted(
              hex.formatHex(decided.outcome().digest()),
              decided.seals().keySet(),
              decided.untilMillis());
    }
    SecureStep.Unmask unmask = (SecureStep.Unmask) step;
    return "Unmask v%d at %d, %d pages, %d stores weighing %d: %s"
        .formatted(
            unmask.version(),
            unmask.logOffset(),
            unmask.rosterPages(),
            unmask.cohortSize(),
            unmask.totalWeight(),
            hex.formatHex(unmask.unmasking().toBytes()));
  }
}
