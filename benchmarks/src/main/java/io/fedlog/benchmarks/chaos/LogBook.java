package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All rounds as the committed log tells them. Thread-safe. */
final class LogBook implements Consumer<Seen> {
  static final List<Topic<?>> TOPICS =
      List.of(
          Topics.ROUNDS,
          Topics.ROUND_LOG,
          Topics.ROUND_CONTROL,
          Topics.ROUND_STATE,
          Topics.ROUND_METRICS,
          Topics.GLOBAL_MODELS,
          Topics.REJECTED,
          Topics.JOINS,
          Topics.HEARTBEATS);

  /** A copy of a decision, for the chunk task of one partition. */
  private record Told(Decision decision, int partition, long at) {}

  /** A state, and when it was written. */
  private record Shown(RoundState state, long at) {}

  private final Map<String, RoundOnLog> rounds = new LinkedHashMap<>();
  private final Map<String, List<Object>> early = new HashMap<>();
  private final Map<String, String> roundOfVersion = new HashMap<>();
  private final List<Consumer<Seen>> listeners = new ArrayList<>();

  /** Told of every record after it is in the book. */
  synchronized void listen(Consumer<Seen> listener) {
    listeners.add(listener);
  }

  /** Tells it nothing more. */
  synchronized void forget(Consumer<Seen> listener) {
    boolean unused = listeners.remove(listener);
  }

  @Override
  public synchronized void accept(Seen seen) {
    Object value = seen.value();
    if (value instanceof RoundRecord round && round.getBody() instanceof RoundDefinition d) {
      RoundOnLog on = rounds.computeIfAbsent(d.getRoundId(), id -> new RoundOnLog(d));
      List<Object> waiting = early.remove(d.getRoundId());
      if (waiting != null) {
        waiting.forEach(fact -> note(on, fact));
      }
    } else if (value instanceof RoundState state) {
      ofRound(state.getRoundId(), new Shown(state, seen.timestamp()));
    } else if (value instanceof RoundLogEntry entry) {
      if (entry.getRoundId() != null) {
        ofRound(
            entry.getRoundId(),
            new RoundOnLog.Fact(seen.offset(), seen.timestamp(), entry.getEvent()));
      }
    } else if (value instanceof RejectedRecord refusal) {
      ofRound(String.valueOf(refusal.getRoundId()), refusal);
    } else if (value instanceof RoundMetrics metrics) {
      ofRound(metrics.getRoundId(), metrics);
    } else if (value instanceof RoundControl control) {
      if (control.getOrder() instanceof Decision decision) {
        roundOfVersion.put(
            version(control.getModelType(), decision.getVersion()), decision.getRoundId());
        ofRound(decision.getRoundId(), new Told(decision, seen.partition(), seen.timestamp()));
      } else if (control.getOrder() instanceof RosterPage page) {
        ofRound(page.getRoundId(), page);
      }
    } else if (value instanceof ModelRecord model) {
      if (model.getBody() instanceof ModelManifest manifest) {
        if (!seen.key().equals(manifest.getModelType())) { // that one repeats the newest
          ofRound(manifest.getRoundId(), manifest);
        }
      } else if (model.getBody() instanceof ModelChunk chunk) {
        String version = version(chunk.getModelType(), chunk.getVersion());
        ofRound(roundOfVersion.getOrDefault(version, version), chunk);
      }
    }
    listeners.forEach(listener -> listener.accept(seen));
    notifyAll();
  }

  /** Partitions have no order between them: what comes ahead of its definition waits for it. */
  private void ofRound(String roundId, Object fact) {
    RoundOnLog on = rounds.get(roundId);
    if (on == null) {
      early.computeIfAbsent(roundId, id -> new ArrayList<>()).add(fact);
    } else {
      note(on, fact);
    }
  }

  private void note(RoundOnLog on, Object fact) {
    if (fact instanceof Shown shown) {
      on.note(shown.state(), shown.at());
    } else if (fact instanceof RoundOnLog.Fact of) {
      on.facts.add(of);
    } else if (fact instanceof RejectedRecord refusal) {
      on.refusals.add(refusal);
    } else if (fact instanceof RoundMetrics metrics) {
      on.metrics = metrics;
    } else if (fact instanceof Told told) {
      on.decisions.add(told.decision());
      on.decisionsPartitions.add(told.partition());
      on.decidedAt = Math.min(on.decidedAt, told.at());
      String version = version(on.definition.getModelType(), told.decision().getVersion());
      List<Object> waiting = early.remove(version);
      if (waiting != null) {
        waiting.forEach(chunk -> note(on, chunk));
      }
    } else if (fact instanceof RosterPage page) {
      on.roster.put(page.getPage(), page);
    } else if (fact instanceof ModelManifest manifest) {
      on.manifests.add(manifest);
    } else if (fact instanceof ModelChunk chunk) {
      on.note(chunk);
    }
  }

  private static String version(String modelType, long version) {
    return modelType + "/" + version;
  }

  /** The rounds that fit, in the order in which they were defined. */
  synchronized List<RoundOnLog> rounds(Predicate<RoundOnLog> which) {
    return rounds.values().stream().filter(which).toList();
  }

  /** Reads something of the book while nothing changes in it. */
  synchronized <T> T read(Supplier<T> reading) {
    return reading.get();
  }

  /**
   * Waits until something holds.
   *
   * @return whether it came to hold in time
   */
  synchronized boolean await(Supplier<Boolean> condition, Duration most)
      throws InterruptedException {
    long limit = System.nanoTime() + most.toNanos();
    while (!condition.get()) {
      long left = (limit - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 200));
    }
    return true;
  }

  /** Whether a round is over; false while nothing is known of it. */
  synchronized boolean isOver(String roundId) {
    RoundOnLog on = rounds.get(roundId);
    return on != null && on.isOver();
  }
}
