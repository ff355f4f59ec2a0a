package io.fedlog.benchmarks.replay;

import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the orders on the log say of one round with one decision. */
final class OrdersOnLog {
  private OrdersOnLog() {}

  /** The decided model; orders lie in every partition alike. */
  static DecidedModel read(LogScan scan, RoundDefinition round) {
    TreeMap<Integer, RosterPage> roster = new TreeMap<>();
    List<Decision> decisions = new ArrayList<>();
    scan.read(
        Topics.ROUND_CONTROL,
        record -> {
          if (record.isTombstone()) {
            return;
          }
          Object order = record.value().getOrder();
          if (order instanceof RosterPage page && page.getRoundId().equals(round.getRoundId())) {
            roster.put(page.getPage(), page);
          } else if (order instanceof Decision decision
              && decision.getRoundId().equals(round.getRoundId())) {
            decisions.add(decision);
          }
        });
    Decision decision =
        find(decisions, 0)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no decision of " + round.getRoundId() + " is on the log"));
    @Nullable Decision conclusion = find(decisions, 1).orElse(null);
    return new DecidedModel(round, decision, List.copyOf(roster.values()), conclusion, List.of());
  }

  private static Optional<Decision> find(List<Decision> decisions, int phase) {
    return decisions.stream().filter(decision -> decision.getPhase() == phase).findFirst();
  }
}
