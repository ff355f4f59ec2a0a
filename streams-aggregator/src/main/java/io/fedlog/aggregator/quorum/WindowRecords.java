package io.fedlog.aggregator.quorum;

import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.WindowDecision;
import io.fedlog.schemas.AttemptFate;
import io.fedlog.schemas.AttemptOver;
import io.fedlog.schemas.Normalise;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Window;
import io.fedlog.schemas.WindowEntry;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Writes what the state machine says of windows as the records that others read. */
final class WindowRecords {
  /** The phase of numbers that say what became of an update. */
  private static final String AGGREGATE = "aggregate";

  private WindowRecords() {}

  static Window window(WindowDecision window) {
    return new Window(
        window.number(),
        window.baseVersion(),
        window.entries().stream()
            .map(
                entry ->
                    new WindowEntry(
                        entry.attempt().storeId(),
                        entry.attempt().attemptId(),
                        entry.baseVersion(),
                        Math.toIntExact(entry.staleness()),
                        entry.stalenessWeight(),
                        entry.weight()))
            .toList());
  }

  static AttemptOver over(Effect.AttemptOver over) {
    return new AttemptOver(
        over.roundId(),
        over.attempt().storeId(),
        over.attempt().attemptId(),
        over.fate() == null ? AttemptFate.REJECTED : AttemptFate.valueOf(over.fate().name()),
        over.reason());
  }

  /** How stale each of a version's updates was, and what it counted for. */
  static List<StoreMetric> metrics(
      Effect.Complete complete, WindowDecision window, RoundDefinition definition) {
    StoreMetric.Builder metric =
        StoreMetric.newBuilder()
            .setModelType(definition.getModelType())
            .setRoundId(definition.getRoundId())
            .setPlanId(definition.getPlanId())
            .setModelVersion(complete.round().version())
            .setPhase(AGGREGATE)
            .setWindowNumber(Math.toIntExact(window.number()))
            .setMeasuredAt(Instant.ofEpochMilli(complete.atMillis()));
    boolean byWeights =
        definition.getWindows() != null
            && definition.getWindows().getNormalise() == Normalise.WEIGHTS;
    return window.entries().stream()
        .flatMap(
            entry -> {
              metric.setStoreId(entry.attempt().storeId()).setSamples(entry.samples());
              return Stream.of(
                  of(metric, "staleness", (double) entry.staleness()),
                  of(metric, "weight", window.share(entry, byWeights)));
            })
        .toList();
  }

  private static StoreMetric of(StoreMetric.Builder metric, String name, double value) {
    return metric.setMetricName(name).setMetricValue(value).build();
  }
}
