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
    return effect.toString();
  }
}
