package io.fedlog.learning.round;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators ask of open rounds and of versions. */
final class Commands {
  private final MethodCheck methods;
  private final ModelLine line;
  private final Conclusion conclusion;
  private final List<Effect> effects;

  Commands(MethodCheck methods, ModelLine line, Conclusion conclusion, List<Effect> effects) {
    this.methods = methods;
    this.line = line;
    this.conclusion = conclusion;
    this.effects = effects;
  }

  void aggregateNow(Round round, @Nullable MethodChoice choice) {
    if (!round.status.isOpen()) {
      refuse(round.terms.roundId(), "wrong_state", "aggregate now: the round is " + round.status);
      return;
    }
    String fault = choice == null ? null : fault(round, choice);
    if (fault != null) {
      refuse(round.terms.roundId(), "bad_method", fault);
      return;
    }
    round.choice = choice;
    round.aggregateNow = true;
    conclusion.decideIfDue(round);
  }

  private @Nullable String fault(Round round, MethodChoice choice) {
    if (round.secure != null) {
      return "the round masks, and its weights with it: expected no other method than its own";
    }
    String fault = methods.fault(round.terms.roundId(), choice);
    return fault != null ? fault : Cohort.misfit(round, choice);
  }

  void cancel(Round round, @Nullable String reason) {
    if (!round.status.isOpen()) {
      refuse(round.terms.roundId(), "wrong_state", "cancel: the round is " + round.status);
      return;
    }
    conclusion.end(round, RoundStatus.CANCELLED, reason == null ? "cancelled" : reason);
  }

  void finish(Round round) {
    if (round.windows == null || !round.status.isOpen()) {
      refuse(
          round.terms.roundId(),
          "wrong_state",
          "finish: the round has no windows, or is " + round.status);
      return;
    }
    conclusion.finish(round, round.windows);
  }

  void promote(long version, String by) {
    if (!line.hasVersion(version)) {
      refuse(
          null,
          "unknown_version",
          "promote %s version %d: no such version was completed; the newest is %d"
              .formatted(line.modelType, version, line.latestVersion));
      return;
    }
    line.promotedVersion = version;
    effects.add(new Effect.Promoted(line.modelType, version, by));
  }

  private void refuse(@Nullable String roundId, String reason, String detail) {
    effects.add(Effect.Refused.of(roundId, reason, detail));
  }
}
