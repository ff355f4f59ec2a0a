package io.fedlog.standalone.simulate;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.round.WeightRule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * The version that the windows of a simulation begin with: made, as preparations are, by a round,
 * here of the one update that is the untrained model.
 */
final class FirstVersion {
  private static final String ROUND = "preparation";
  private static final long DEADLINE_MS = 1_000;

  private FirstVersion() {}

  /** Has it made at virtual time 0; its number is the log's latest version then. */
  static void make(VirtualLog log, byte[] model) {
    RoundTerms terms = terms(model.length);
    AttemptReference attempt = new AttemptReference("start", 1);
    log.append(new RoundEvent.Defined(terms), 0);
    log.append(new RoundEvent.Targeted(ROUND, 0, List.of(attempt.storeId())), 0);
    for (RoundEvent event : new Uploads(terms).events(attempt, 0, model, 1, 1, Map.of(), null)) {
      for (Effect effect : log.append(event, 0)) {
        if (effect instanceof Effect.Decide decision) {
          log.append(
              new RoundEvent.Published(
                  ROUND, decision.version(), 0, TreeHash.of(model), model.length, 1),
              0);
        }
      }
    }
    log.settle(ROUND, 0);
  }

  private static RoundTerms terms(int bytes) {
    return new RoundTerms(
        ROUND,
        VirtualLog.MODEL_TYPE,
        1,
        1,
        1,
        BigDecimal.ONE,
        DEADLINE_MS,
        DEADLINE_MS,
        false,
        1,
        bytes,
        true,
        0,
        new WeightRule(WeightRule.Kind.EQUAL, null),
        1,
        1,
        null);
  }
}
