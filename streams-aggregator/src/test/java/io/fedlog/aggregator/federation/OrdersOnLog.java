package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnmaskingPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one round was ordered to make; every partition may have the same orders. */
final class OrdersOnLog {
  private @Nullable RoundDefinition definition;
  private final Map<Integer, RosterPage> roster = new TreeMap<>();
  private final Map<Integer, UnmaskingPage> unmasking = new TreeMap<>();
  private final Map<Long, Decision> decisions = new TreeMap<>();
  private final Map<Long, Decision> conclusions = new TreeMap<>();

  OrdersOnLog(String roundId, List<RoundControl> orders) {
    for (RoundControl control : orders) {
      Object order = control.getOrder();
      if (order instanceof RoundDefinition round && round.getRoundId().equals(roundId)) {
        definition = round;
      } else if (order instanceof RosterPage page && page.getRoundId().equals(roundId)) {
        roster.put(page.getPage(), page);
      } else if (order instanceof UnmaskingPage page && page.getRoundId().equals(roundId)) {
        unmasking.put(page.getPage(), page);
      } else if (order instanceof Decision decision && decision.getRoundId().equals(roundId)) {
        (decision.getPhase() > 0 ? conclusions : decisions).put(decision.getVersion(), decision);
      }
    }
  }

  /** Those of its versions that were made. */
  List<DecidedModel> decided(List<Long> made) {
    List<DecidedModel> models = new ArrayList<>();
    for (Decision decision : decisions.values()) {
      if (made.contains(decision.getVersion())) {
        models.add(
            new DecidedModel(
                Objects.requireNonNull(definition),
                decision,
                List.copyOf(roster.values()),
                conclusions.get(decision.getVersion()),
                List.copyOf(unmasking.values())));
      }
    }
    return models;
  }
}
