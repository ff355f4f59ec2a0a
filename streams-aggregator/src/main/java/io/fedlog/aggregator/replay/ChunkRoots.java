package io.fedlog.aggregator.replay;

import org.jspecify.annotations.Nullable;

/**
 * What chunk tasks said in their summaries of the chunks that they admitted. With it a changed
 * update is told from another one that came beside it. Called by several threads.
 */
@FunctionalInterface
public interface ChunkRoots {
  /** Nothing is known: the digest that a chunk came with is believed. */
  ChunkRoots NONE = (storeId, attemptId, chunk) -> null;

  /** The tree hash of a chunk, 32 bytes; null when it is not known. */
  byte @Nullable [] root(String storeId, long attemptId, int chunk);
}
