package io.fedlog.standalone.explain;

import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.standalone.explain.RoundFacts.Event;
import io.fedlog.standalone.terminal.SpanText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a round that masks waits for, by its newest phase. */
final class MaskedWait {

  private MaskedWait() {}

  /** The rest of a sentence that begins with the round. */
  static String words(RoundFacts facts, Progress progress) {
    List<Event> phases = progress.phases();
    if (phases.isEmpty()) {
      return "masks and waits for stores' keys: %d are in.".formatted(progress.joins().size());
    }
    Object body = ((SecureRound) phases.get(phases.size() - 1).body()).getBody();
    if (body instanceof SecureGroup group) {
      return "masks: its group of %d is closed; shares of %d are in, and are taken %s."
          .formatted(group.getStores(), progress.dealt().size(), until(group.getUntil(), facts));
    }
    if (body instanceof SecureSharers sharers) {
      return "masks: of %d stores whose shares are in, %d have completed their masked update; these are taken %s."
          .formatted(
              sharers.getCount(), progress.completed().size(), until(sharers.getUntil(), facts));
    }
    SecureSurvivors survivors = (SecureSurvivors) body;
    return "masks: its sum is of %d stores, and their masks come off when enough reveal; %d have, and reveals are taken %s."
        .formatted(
            survivors.getCount(), progress.revealed().size(), until(survivors.getUntil(), facts));
  }

  private static String until(Instant until, RoundFacts facts) {
    Duration left = Duration.between(facts.now(), until);
    return left.isNegative()
        ? "no longer, since " + SpanText.of(left.negated())
        : "for another " + SpanText.of(left) + " (until " + Timeline.clock(until) + ")";
  }
}
