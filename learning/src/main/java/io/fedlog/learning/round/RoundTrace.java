package io.fedlog.learning.round;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What is remembered of a round for its figures alone: when its phases ended, and what its updates
 * were. Nothing is decided by it. Times are milliseconds since the epoch, 0 before. Mutable; owned
 * by the machine.
 */
final class RoundTrace {
  /** When all targets had joined. */
  long joinedAt;

  /** When the shares were concluded from what was measured. */
  long measuredAt;

  /** When the masks could be taken off. */
  long unmaskedAt;

  long updates;
  long samples;
  long weightTotal;
  long weightMin;
  long weightMax;
  long staleness;
  long stalenessMax;

  /** One more update is in a version; sums that do not fit a long stay at its largest. */
  void add(long samplesOfIt, long weight, long stalenessOfIt) {
    weightMin = updates == 0 ? weight : Math.min(weightMin, weight);
    weightMax = Math.max(weightMax, weight);
    updates++;
    samples = sum(samples, samplesOfIt);
    weightTotal = sum(weightTotal, weight);
    staleness = sum(staleness, stalenessOfIt);
    stalenessMax = Math.max(stalenessMax, stalenessOfIt);
  }

  /** Of two that are not negative: the same in any order. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  void write(DataOutputStream out) throws IOException {
    for (long value :
        new long[] {
          joinedAt,
          measuredAt,
          unmaskedAt,
          updates,
          samples,
          weightTotal,
          weightMin,
          weightMax,
          staleness,
          stalenessMax
        }) {
      out.writeLong(value);
    }
  }

  /** Reads it from the end of a row; rows of releases that kept none leave it empty. */
  void read(DataInputStream in) throws IOException {
    if (in.available() == 0) {
      return;
    }
    joinedAt = in.readLong();
    measuredAt = in.readLong();
    unmaskedAt = in.readLong();
    updates = in.readLong();
    samples = in.readLong();
    weightTotal = in.readLong();
    weightMin = in.readLong();
    weightMax = in.readLong();
    staleness = in.readLong();
    stalenessMax = in.readLong();
  }
}
