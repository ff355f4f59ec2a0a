package io.fedlog.learning.round;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The quorum: alone gives verdicts and versions, as a fold over one ordered log.
 *
 * <p>{@link #apply} is a function of the events so far: the same log gives the same effects, in a
 * live process, after a restart from kept rows and in a replay. Time is the log's own and never
 * goes back. Not thread-safe.
 */
public final class RoundMachine {
  private final int partitions;
  private final Rows rows;
  private final AttemptIntake intake;
  private final EarlyEvents early;
  private final Concluder concluder;
  private final MethodCheck methods;
  private final Map<String, ModelLine> lines = new TreeMap<>();

  /**
   * A machine that remembers nothing yet.
   *
   * @param partitions P: over how many partitions a round's chunks are laid
   */
  public RoundMachine(int partitions, RowSink sink) {
    this(partitions, sink, Concluder.NONE, MethodCheck.NONE);
  }

  /**
   * A machine that remembers nothing yet.
   *
   * @param concluder asked for the shares of measured rounds
   * @param methods asked when a round is to be aggregated by another method
   */
  public RoundMachine(int partitions, RowSink sink, Concluder concluder, MethodCheck methods) {
    this.concluder = concluder;
    this.methods = methods;
    this.partitions = partitions;
    this.rows = new Rows(sink);
    this.intake = new AttemptIntake(partitions, rows);
    this.early = new EarlyEvents(rows);
  }

  /** Goes on from kept rows, given in any order. */
  public void restore(List<Map.Entry<byte[], byte[]>> kept) {
    lines.clear();
    early.clear();
    lines.putAll(KeptRows.restore(kept, early));
  }

  /** Whether time matters: some round has not ended. */
  public boolean hasOpenRounds() {
    return lines.values().stream().anyMatch(ModelLine::hasOpenRounds);
  }

  /**
   * The earliest time, in the log's, at which a tick can have an effect: a window or a deadline
   * ends, or a round's state has changed and was not shown. {@link Long#MAX_VALUE} for none. More
   * ticks than that change nothing.
   */
  public long tickDueAt() {
    return lines.values().stream().mapToLong(ModelLine::dueAt).reduce(Long.MAX_VALUE, Math::min);
  }

  /** Rounds that have not ended, and ended ones not yet retired. */
  public Set<String> roundIds(String modelType) {
    ModelLine line = lines.get(modelType);
    return line == null
        ? Set.of()
        : line.rounds.values().stream()
            .filter(round -> !round.retired)
            .map(round -> round.terms.roundId())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Newest complete version of a model type, 0 for none. */
  public long latestVersion(String modelType) {
    ModelLine line = lines.get(modelType);
    return line == null ? 0 : line.latestVersion;
  }

  /**
   * Versions of a model type that updates of open rounds with windows may have been trained from,
   * and windows in the making rest on.
   */
  public Set<Long> windowBases(String modelType) {
    ModelLine line = lines.get(modelType);
    Set<Long> bases = new HashSet<>();
    if (line != null) {
      for (Round round : line.rounds.values()) {
        if (round.windows != null && !round.status.isOver()) {
          bases.addAll(round.windows.chain);
        }
      }
    }
    return bases;
  }

  /** A round's state, if it is known. */
  public @Nullable RoundView view(String modelType, String roundId) {
    ModelLine line = lines.get(modelType);
    Round round = line == null ? null : line.rounds.get(roundId);
    return round == null ? null : round.view();
  }

  /** Time passes for every model type of this log. */
  public List<Effect> tick(Stamp stamp) {
    early.expire(stamp.atMillis());
    List<Effect> effects = new ArrayList<>();
    for (ModelLine line : List.copyOf(lines.values())) {
      if (line.hasOpenRounds()) {
        effects.addAll(apply(line.modelType, new RoundEvent.Ticked(), stamp));
        line.tickedAt = Math.max(line.tickedAt, stamp.atMillis());
      }
    }
    return effects;
  }

  /** Takes in one event of one model type. Never throws for what an event says. */
  public List<Effect> apply(String modelType, RoundEvent event, Stamp stamp) {
    ModelLine known = lines.get(modelType);
    ModelLine line = known == null ? new ModelLine(modelType) : known;
    if (waits(line, event, stamp)) {
      return List.of();
    }
    line.now = Math.max(line.now, stamp.atMillis());
    rows.begin(line.now);
    List<Effect> effects = new ArrayList<>();
    Charging charging = new Charging(partitions, line, rows, effects);
    Conclusion conclusion = new Conclusion(line, stamp, rows, charging, effects);
    Settlement settlement = new Settlement(partitions, rows, charging, effects);
    Measuring measuring = new Measuring(partitions, stamp, rows, concluder, conclusion, effects);
    Verdicts verdicts =
        new Verdicts(
            methods,
            line,
            stamp,
            rows,
            intake,
            conclusion,
            measuring,
            settlement,
            charging,
            effects);
    RoundEvent possible = possible(line, event);
    verdicts.take(possible);
    if (possible instanceof RoundEvent.Defined defined) {
      early.take(modelType, defined.terms().roundId()).forEach(verdicts::take);
    }
    charging.close();
    if (line.isKept()) {
      lines.put(modelType, line);
      rows.save(line);
    }
    return effects;
  }

  /** Whether the event is ahead of its round's definition, and waits for it. */
  private boolean waits(ModelLine line, RoundEvent event, Stamp stamp) {
    String roundId = EarlyEvents.waitsFor(event);
    return !roundId.isEmpty()
        && !line.rounds.containsKey(roundId)
        && early.add(roundId, new EarlyEvents.Early(line.modelType, event, stamp));
  }

  /** The event; a refusal for a definition whose round id means another round already. */
  private RoundEvent possible(ModelLine line, RoundEvent event) {
    if (!(event instanceof RoundEvent.Defined defined)) {
      return event;
    }
    RoundTerms terms = defined.terms();
    if (!terms.modelType().equals(line.modelType)) {
      return new RoundEvent.DefinitionRefused(
          terms.roundId(),
          "model_type is %s; expected %s, whose log this is"
              .formatted(terms.modelType(), Bounds.clip(line.modelType, Bounds.NAME)));
    }
    for (ModelLine other : lines.values()) {
      if (other != line && other.rounds.containsKey(terms.roundId())) {
        return new RoundEvent.DefinitionRefused(
            terms.roundId(),
            "round_id is %s, a round of %s; give every round an id of its own"
                .formatted(terms.roundId(), other.modelType));
      }
    }
    return event;
  }
}
