package io.fedlog.learning.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The quorum: alone gives verdicts and versions, as a fold over one ordered log.
 *
 * <p>{@link #apply} is a function of the events so far: the same log gives the same effects, in a
 * live process, after a restart from kept rows and in a replay. Time is the log's own and never goes
 * back. Not thread-safe.
 */
public final class RoundMachine {
  private final int partitions;
  private final Rows rows;
  private final AttemptIntake intake;
  private final Map<String, ModelLine> lines = new TreeMap<>();

  /**
   * A machine that remembers nothing yet.
   *
   * @param partitions P: over how many partitions a round's chunks are laid
   */
  public RoundMachine(int partitions, RowSink sink) {
    this.partitions = partitions;
    this.rows = new Rows(sink);
    this.intake = new AttemptIntake(partitions, rows);
  }

  /** Goes on from kept rows, given in any order. */
  public void restore(List<Map.Entry<byte[], byte[]>> kept) {
    lines.clear();
    lines.putAll(Rows.restore(kept));
  }

  /** Whether time matters: some round has not ended. */
  public boolean hasOpenRounds() {
    return lines.values().stream().anyMatch(ModelLine::hasOpenRounds);
  }

  /** Rounds that have not ended, and ended ones not yet retired. */
  public Set<String> roundIds(String modelType) {
    ModelLine line = lines.get(modelType);
    return line == null ? Set.of() : Set.copyOf(line.rounds.keySet());
  }

  /** Newest complete version of a model type, 0 for none. */
  public long latestVersion(String modelType) {
    ModelLine line = lines.get(modelType);
    return line == null ? 0 : line.latestVersion;
  }

  /** A round's state, if it is known. */
  public @Nullable RoundView view(String modelType, String roundId) {
    ModelLine line = lines.get(modelType);
    Round round = line == null ? null : line.rounds.get(roundId);
    return round == null ? null : round.view();
  }

  /** Time passes for every model type of this log. */
  public List<Effect> tick(Stamp stamp) {
    List<Effect> effects = new ArrayList<>();
    for (ModelLine line : lines.values()) {
      if (line.hasOpenRounds()) {
        effects.addAll(apply(line.modelType, new RoundEvent.Ticked(), stamp));
      }
    }
    return effects;
  }

  /** Takes in one event of one model type. Never throws for what an event says. */
  public List<Effect> apply(String modelType, RoundEvent event, Stamp stamp) {
    ModelLine line = lines.computeIfAbsent(modelType, ModelLine::new);
    line.now = Math.max(line.now, stamp.atMillis());
    List<Effect> effects = new ArrayList<>();
    Conclusion conclusion = new Conclusion(partitions, line, stamp, rows, effects);
    new Verdicts(line, stamp, rows, intake, conclusion, effects).take(event);
    rows.save(line);
    return effects;
  }
}
