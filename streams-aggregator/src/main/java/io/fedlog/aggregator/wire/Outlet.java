package io.fedlog.aggregator.wire;

import org.jspecify.annotations.Nullable;

/** Where a processor's records go: the sinks of a topology, or the books of a replay. */
public interface Outlet {

  /**
   * Takes a record.
   *
   * @param key with the address before it where {@code egress} is {@link Egress#ROUND_CONTROL};
   *     null for none
   * @param value as it is written; null tells compaction to forget the key
   * @param timestamp milliseconds since the epoch
   */
  void put(Egress egress, @Nullable String key, byte @Nullable [] value, long timestamp);

  /** Where the record lies that is being worked on; null for none. */
  @Nullable Source here();
}
