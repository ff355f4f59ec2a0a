package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.ChunkAggregate;
import org.jspecify.annotations.Nullable;

/** The running sum of one chunk: a cache of what the receipts say lies on the log. Mutable. */
final class ChunkSum {
  final ChunkAggregate aggregate;

  /** Records asked for again and not yet taken in; the sum is not whole before. */
  int awaiting;

  /** Brought from "all running attempts" to "exactly the decided ones", or on the way there. */
  boolean corrected;

  /** Why no model can be made of it. */
  @Nullable String broken;

  ChunkSum(ChunkAggregate aggregate) {
    this.aggregate = aggregate;
  }
}
