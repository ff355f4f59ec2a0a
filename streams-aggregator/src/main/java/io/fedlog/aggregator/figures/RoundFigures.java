package io.fedlog.aggregator.figures;

import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.RoundView;
import io.fedlog.runtime.meters.ProcessMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the quorum counts: a handful of additions a round. Lengths of time are between stamps of the
 * log, so that no clock is read. Thread-safe.
 */
public final class RoundFigures {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(10),
    Duration.ofHours(1)
  };

  private final Map<Effect.CloseReason, LongAdder> closed = new EnumMap<>(Effect.CloseReason.class);
  private final LongAdder opened;
  private final LongAdder decisions;
  private final LongAdder versions;
  private final LongAdder updates;
  private final Timer collecting;
  private final Timer aggregation;

  RoundFigures(MeterRegistry registry) {
    for (Effect.CloseReason reason : Effect.CloseReason.values()) {
      closed.put(
          reason,
          ProcessMeters.counter(
              registry,
              "fedlog.closed",
              "rounds",
              "rounds that were closed by how",
              "outcome",
              reason.name().toLowerCase(Locale.ROOT)));
    }
    opened = ProcessMeters.counter(registry, "fedlog.opened", "rounds", "rounds that were opened");
    decisions =
        ProcessMeters.counter(
            registry, "fedlog.quorum", "decisions", "decisions which updates make a version");
    versions =
        ProcessMeters.counter(
            registry, "fedlog.published", "versions", "versions of models published");
    updates =
        ProcessMeters.counter(
            registry, "fedlog.aggregated", "updates", "updates that published versions are of");
    collecting = timer(registry, "fedlog.collecting", "from a round's definition to its decision");
    aggregation =
        timer(registry, "fedlog.aggregation", "from a decision to the version's manifest");
  }

  /** Counts what follows from an event. */
  public void count(Effect effect) {
    if (effect instanceof Effect.Open) {
      opened.increment();
    } else if (effect instanceof Effect.Decide) {
      decisions.increment();
    } else if (effect instanceof Effect.Complete complete) {
      completed(complete);
    } else if (effect instanceof Effect.Close close) {
      LongAdder outcome = closed.get(close.reason());
      if (outcome != null) {
        outcome.increment();
      }
    }
  }

  /** Windows are decided again and again, so that they have no time of collecting. */
  private void completed(Effect.Complete complete) {
    RoundView round = complete.round();
    versions.increment();
    if (complete.window() != null) {
      updates.add(complete.window().entries().size());
      return;
    }
    updates.add(round.cohortSize());
    if (round.decidedAt() > 0) {
      record(collecting, round.decidedAt() - round.createdAt());
      record(aggregation, complete.atMillis() - round.decidedAt());
    }
  }

  private static void record(Timer timer, long millis) {
    timer.record(Duration.ofMillis(Math.max(0, millis)));
  }

  private static Timer timer(MeterRegistry registry, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
