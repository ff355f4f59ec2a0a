package io.fedlog.aggregator.topology;

import java.time.Duration;

/**
 * What the topology is built with.
 *
 * @param partitions of every topic of the installation
 * @param tickInterval how often time passes for open rounds
 * @param parkedLimit how long an update may wait for its round's definition
 * @param versionsKept trained versions of a model that stay readable, at least 1
 * @param stateInMemory whether state stores live in memory and are rebuilt from their changelogs at
 *     every start, rather than on disk
 * @param sumMemoryBytes heap that the running sums may take; 0 keeps none
 */
public record TopologySettings(
    int partitions,
    Duration tickInterval,
    Duration parkedLimit,
    int versionsKept,
    boolean stateInMemory,
    long sumMemoryBytes) {

  /** Checks every bound. */
  public TopologySettings {
    require(partitions >= 1 && partitions <= 64, "partitions", partitions, "1 to 64");
    require(
        !tickInterval.isNegative() && !tickInterval.isZero(),
        "tick interval",
        tickInterval,
        "over 0");
    require(!parkedLimit.isNegative(), "parked limit", parkedLimit, "0 or more");
    require(versionsKept >= 1, "versions kept", versionsKept, "at least 1");
    require(sumMemoryBytes >= 0, "memory for sums", sumMemoryBytes, "0 or more");
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + came + "; expected " + expected);
    }
  }
}
