package io.fedlog.agent.state;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Remembers the arrays of its models that a store never uploads, by the round that they were
 * trained in. Those of a round go with the version that the round made, so a round that made none
 * leaves no trace, and a round trained again begins where it began before. Used by one thread at a
 * time.
 */
public interface TensorMemory {

  /**
   * What goes with a version: the arrays that were kept of the round that made it; where none were,
   * those that went with the last version before. Kept arrays of rounds before that one are
   * forgotten.
   *
   * @param madeBy the round that made the version
   * @return by array; empty when nothing was kept
   */
  Map<String, double[]> recall(String modelType, String madeBy);

  /**
   * The round made a version: the arrays that were kept of it go with that version and those after
   * it, and those that were kept before it are forgotten. Nothing kept, no change.
   */
  void settle(String modelType, String madeBy);

  /**
   * Tells the id of the round that {@link #recall} would give the arrays of, if it is of one that
   * made a version; holds for all ids while nothing would be recalled.
   */
  Predicate<String> settledOf(String modelType);

  /** Puts what a round trained aside, in place of what was put aside of the same round. */
  void draft(String modelType, String roundId, Map<String, double[]> arrays);

  /** The round's update cannot be lost any more: its draft is kept. No draft, no change. */
  void keep(String modelType, String roundId);

  /** Remembers for as long as the process lives: enough for a run that is thrown away. */
  static TensorMemory ofProcess() {
    Map<String, RoundTensors> types = new HashMap<>();
    return new TensorMemory() {
      @Override
      public Map<String, double[]> recall(String modelType, String madeBy) {
        return of(modelType).recall(madeBy);
      }

      @Override
      public void settle(String modelType, String madeBy) {
        of(modelType).settle(madeBy);
      }

      @Override
      public Predicate<String> settledOf(String modelType) {
        return of(modelType).settledOf();
      }

      @Override
      public void draft(String modelType, String roundId, Map<String, double[]> arrays) {
        of(modelType).draft(roundId, arrays);
      }

      @Override
      public void keep(String modelType, String roundId) {
        of(modelType).keep(roundId);
      }

      private RoundTensors of(String modelType) {
        return types.computeIfAbsent(modelType, type -> new RoundTensors(new ProcessShelf()));
      }
    };
  }
}
