package io.fedlog.standalone.backup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A partition that is being written: what is held of it, and where it stands. Mutable. */
final class OpenPartition {
  final int partition;

  /** Where it began. */
  final long begin;

  /** Runs that can be written. */
  final ArrayDeque<Run> closed = new ArrayDeque<>();

  /** The records of the run that is not over yet. */
  List<SavedRecord> open = new ArrayList<>();

  boolean begun;

  /** The offset that follows what has been taken in. */
  long next;

  /** The time of the newest record, which is that of what fills a gap after it. */
  long time;

  OpenPartition(int partition, long begin) {
    this.partition = partition;
    this.begin = begin;
  }

  /**
   * Records that follow each other without a gap.
   *
   * @param gap how many offsets follow without a record
   * @param time of what fills these, milliseconds since the epoch
   */
  record Run(List<SavedRecord> records, long gap, long time) {}

  /** Ends the run. */
  void close(long gap) {
    closed.add(new Run(open, gap, time));
    open = new ArrayList<>();
    next += gap;
  }
}
