package io.fedlog.aggregator.replay;

import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was appended to the round log after a fold of it ended. Other topics are read later than
 * that, and an installation at work goes on: what they have may follow from these. Read when it is
 * first asked for, which must be after the other topics were read; for one thread.
 */
final class LaterEntries {
  /** The clocks of brokers that lead a partition in turn. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  private final LogSource log;
  private final Map<Integer, Stamp> ends;
  private final Set<Integer> partitions = new HashSet<>();
  private final Set<String> roundIds = new HashSet<>();
  private final Set<String> versions = new HashSet<>();
  private boolean isRead;

  /**
   * Nothing is read yet.
   *
   * @param ends the last entry of each partition that was folded
   */
  LaterEntries(LogSource log, Map<Integer, Stamp> ends) {
    this.log = log;
    this.ends = Map.copyOf(ends);
  }

  /** Whether there are any. */
  boolean any() {
    read();
    return !partitions.isEmpty();
  }

  /** Whether there are any in a partition. */
  boolean in(int partition) {
    read();
    return partitions.contains(partition);
  }

  /** Whether one is about a round. */
  boolean name(String roundId) {
    read();
    return roundIds.contains(roundId);
  }

  /** Whether one says that a chunk of a version was published. */
  boolean publish(String modelType, long version) {
    read();
    return versions.contains(Keys.version(modelType, version));
  }

  private void read() {
    if (isRead) {
      return;
    }
    isRead = true;
    long first = ends.values().stream().mapToLong(Stamp::atMillis).min().orElse(0);
    Instant since = Instant.ofEpochMilli(first).minus(CLOCKS);
    log.read(Topics.ROUND_LOG, since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since, this::take);
  }

  private void take(LogEntry<RoundLogEntry> entry) {
    Stamp end = ends.get(entry.partition());
    if (end != null && entry.offset() <= end.offset()) {
      return;
    }
    partitions.add(entry.partition());
    RoundLogEntry read = entry.readable();
    if (read == null) {
      return;
    }
    if (read.getRoundId() != null) {
      roundIds.add(read.getRoundId());
    }
    if (read.getEvent() instanceof RoundDefinition definition) {
      roundIds.add(definition.getRoundId());
    } else if (read.getEvent() instanceof ChunkPublished published) {
      versions.add(Keys.version(read.getModelType(), published.getVersion()));
    }
  }
}
