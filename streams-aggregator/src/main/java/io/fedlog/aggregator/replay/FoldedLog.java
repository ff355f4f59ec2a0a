package io.fedlog.aggregator.replay;

import java.util.List;

/** What a fold of the whole round log left: the rounds that were asked for, and all its names. */
public final class FoldedLog {
  private final List<ReplayedRound> rounds;
  private final DerivedNames names;

  FoldedLog(List<ReplayedRound> rounds, DerivedNames names) {
    this.rounds = List.copyOf(rounds);
    this.names = names;
  }

  /** The rounds that were asked for, in the order of their definitions in each partition. */
  public List<ReplayedRound> rounds() {
    return rounds;
  }

  DerivedNames names() {
    return names;
  }
}
