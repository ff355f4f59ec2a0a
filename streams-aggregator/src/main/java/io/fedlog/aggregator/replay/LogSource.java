package io.fedlog.aggregator.replay;

import io.fedlog.schemas.Topic;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Topics of an installation as they stand, to be read only. For one thread. */
public interface LogSource {

  /** How many partitions a topic has; 0 when it is not there. */
  int partitions(Topic<?> topic);

  /** Whether the beginning of one of a topic's partitions was deleted. */
  boolean isTrimmed(Topic<?> topic);

  /**
   * Every committed record of a topic up to its end, appended at or after {@code since}, tombstones
   * included, in the order of their partition.
   */
  <T extends SpecificRecord> void read(
      Topic<T> topic, Instant since, Consumer<LogEntry<T>> visitor);

  /** Every committed record of one partition up to its end, tombstones included. */
  <T extends SpecificRecord> void read(
      Topic<T> topic, int partition, Consumer<LogEntry<T>> visitor);
}
