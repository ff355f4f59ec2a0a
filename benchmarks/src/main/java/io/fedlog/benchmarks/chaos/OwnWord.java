package io.fedlog.benchmarks.chaos;

import java.util.List;

/** What a service's own log tells of it. */
final class OwnWord {
  private static final String RUNS = "State transition from REBALANCING to RUNNING";
  private static final String NO_STORE = "aggregator: Error opening store";
  private static final String TASKS = "New active tasks: [";

  /**
   * Any one: by the group, by the transaction coordinator, or by Streams, that its time is over.
   */
  private static final List<String> FENCED =
      List.of(
          "the thread is being fenced",
          "UNKNOWN_MEMBER_ID",
          "FENCED_INSTANCE_ID",
          "ProducerFencedException",
          "InvalidProducerEpochException",
          "lost due to missed rebalance");

  private OwnWord() {}

  /** Whether it is the coordinator that acts, or an aggregator that has tasks and runs them. */
  static boolean isAtWork(ServiceVictim victim) {
    String said = victim.saidSinceStart();
    return switch (victim.role()) {
      case COORDINATOR -> acts(said);
      case AGGREGATOR -> runs(said) && hasTasks(said);
      default -> true;
    };
  }

  private static boolean acts(String said) {
    int acts = said.lastIndexOf("This coordinator acts");
    return acts >= 0
        && acts > said.lastIndexOf("no longer acts")
        && acts > said.lastIndexOf("joins its group anew");
  }

  /** Whether an aggregator's topology runs and is not being moved. */
  static boolean runs(String said) {
    int runs = said.lastIndexOf(RUNS);
    return runs >= 0 && runs == said.lastIndexOf("State transition from", runs + RUNS.length());
  }

  private static boolean hasTasks(String said) {
    int tasks = said.lastIndexOf(TASKS);
    return tasks >= 0 && !said.startsWith("]", tasks + TASKS.length());
  }

  /** Whether an aggregator ended because its state directory took nothing when it started. */
  static boolean refusesItsDisk(String said) {
    return said.contains(NO_STORE);
  }

  /** Whether an aggregator was told that others have taken its place. */
  static boolean tellsOfFencing(String said) {
    return FENCED.stream().anyMatch(said::contains);
  }
}
