package io.fedlog.aggregator.replay;

import io.fedlog.learning.round.Stamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a fold of the whole round log names, whatever rounds were asked for: what is published under
 * another name follows from nothing. Filled while the log is folded; for one thread.
 */
final class DerivedNames {
  /** Whether anybody asks for versions: finding them takes a look at every order. */
  final boolean wanted;

  /** Of each definition, those that were refused included. */
  final Set<String> roundIds = new HashSet<>();

  /** Keys of fl.global-models, but for those of chunks. */
  final Set<String> models = new HashSet<>();

  /** Where each partition of the round log ended. */
  final Map<Integer, Stamp> ends = new HashMap<>();

  private final Map<String, Set<Long>> decided = new HashMap<>();

  DerivedNames(boolean wanted) {
    this.wanted = wanted;
  }

  /** Its chunks may be on the topics from now on. */
  void decided(String modelType, long version) {
    boolean unused = decided.computeIfAbsent(modelType, type -> new HashSet<>()).add(version);
  }

  boolean isDecided(String modelType, long version) {
    return decided.getOrDefault(modelType, Set.of()).contains(version);
  }

  /** Whether a version is newer than all that were decided. */
  boolean isNewer(String modelType, long version) {
    return decided.getOrDefault(modelType, Set.of()).stream().allMatch(known -> known < version);
  }
}
