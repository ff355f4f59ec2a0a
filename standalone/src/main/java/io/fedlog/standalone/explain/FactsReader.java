package io.fedlog.standalone.explain;

import io.fedlog.learning.plan.PlanRound;
import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.explain.RoundFacts.Asked;
import io.fedlog.standalone.explain.RoundFacts.Event;
import io.fedlog.standalone.explain.RoundFacts.OfPlan;
import io.fedlog.standalone.watch.Signs;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the topics say of one round. The round log is read from the round's definition on, so
 * that what it has grown to before does not matter. For one thread.
 */
final class FactsReader {

  /** Clocks of brokers may differ by so much. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final LogScan scan;
  private final String roundId;
  private @Nullable Instant at;
  private @Nullable RoundDefinition definition;
  private @Nullable RoundRequest request;
  private final Set<String> targets = new LinkedHashSet<>();
  private final Progress progress = new Progress();

  FactsReader(LogScan scan, String roundId) {
    this.scan = scan;
    this.roundId = roundId;
  }

  RoundFacts read(Instant now, OptionalLong lag) {
    scan.read(Topics.ROUNDS, this::asked);
    LogRecord<RoundState> newest = scan.newest(Topics.ROUND_STATE).get(roundId);
    RoundState state = newest == null ? null : newest.readable().orElse(null);
    Instant began = at;
    if (began != null || state != null) {
      Instant since = (began == null ? Objects.requireNonNull(state).getCreatedAt() : began);
      happened(modelType(state), since.minus(SLACK));
    }
    return new RoundFacts(
        roundId,
        now,
        new Asked(at, definition, request, List.copyOf(targets), plan().orElse(null)),
        state,
        progress,
        Signs.read(scan),
        lag);
  }

  private void asked(LogRecord<RoundRecord> record) {
    String key = record.key();
    if (key == null || !(key.equals(roundId) || key.startsWith(roundId + "#"))) {
      return;
    }
    Object body = record.readable().map(RoundRecord::getBody).orElse(null);
    if (body instanceof RoundDefinition round && definition == null) {
      definition = round; // the first holds
      at = Instant.ofEpochMilli(record.timestamp());
    } else if (body instanceof RoundRequest round && request == null) {
      request = round;
      at = Instant.ofEpochMilli(record.timestamp());
      targets.addAll(round.getTargetStores());
    } else if (body instanceof RoundTargets page) {
      targets.addAll(page.getStoreIds());
    }
  }

  private @Nullable String modelType(@Nullable RoundState state) {
    if (definition != null) {
      return definition.getModelType();
    }
    return state == null ? null : state.getModelType();
  }

  /** Entries of the round log lie under their model type: those of others are not decoded. */
  private void happened(@Nullable String modelType, Instant since) {
    collect(
        Topics.ROUND_LOG,
        modelType,
        since,
        entry -> roundId.equals(entry.getRoundId()) ? entry.getEvent() : null);
    collect(
        Topics.REJECTED,
        null,
        since,
        refused -> roundId.equals(refused.getRoundId()) ? refused : null);
    collect(
        Topics.SECURE_ROUNDS,
        null,
        since,
        phase -> roundId.equals(phase.getRoundId()) ? phase : null);
    collect(
        Topics.ROUND_METRICS,
        roundId,
        since,
        metrics -> roundId.equals(metrics.getRoundId()) ? metrics : null);
  }

  private <T extends SpecificRecord> void collect(
      Topic<T> topic, @Nullable String key, Instant since, Function<T, @Nullable Object> ours) {
    scan.read(
        topic,
        since,
        record -> {
          if (key == null || key.equals(record.key())) {
            record
                .readable()
                .map(ours::apply)
                .ifPresent(
                    body ->
                        progress.take(new Event(Instant.ofEpochMilli(record.timestamp()), body)));
          }
        });
  }

  /** The plan that has a round of that name, and the round before. */
  private Optional<OfPlan> plan() {
    for (LogRecord<PlanRecord> record : scan.newest(Topics.PLANS).values()) {
      Optional<PlanRecord> plan = record.readable();
      Optional<PlanRound> round = plan.flatMap(one -> PlanRound.of(one.getPlanId(), roundId));
      if (plan.isPresent() && round.isPresent()) {
        return Optional.of(new OfPlan(plan.get(), before(plan.get(), round.get())));
      }
    }
    return Optional.empty();
  }

  private @Nullable RoundState before(PlanRecord plan, PlanRound round) {
    int number = round.number();
    PlanRound before = number > 1 ? PlanRound.training(number - 1) : PlanRound.INITIAL;
    if (round.phase().preparation()) {
      return null;
    }
    LogRecord<RoundState> state = scan.newest(Topics.ROUND_STATE).get(before.id(plan.getPlanId()));
    return state == null ? null : state.readable().orElse(null);
  }
}
