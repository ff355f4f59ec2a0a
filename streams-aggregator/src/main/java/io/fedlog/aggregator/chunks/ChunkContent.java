package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.PayloadFault;
import io.fedlog.schemas.UpdateChunk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is gathered of one chunk's updates to make the model's chunk of it. */
interface ChunkContent {
  /**
   * Takes in several updates' chunks, all or none.
   *
   * @throws IllegalArgumentException when one cannot be taken in
   */
  void addAll(List<UpdateChunk> chunks);

  /** Takes in a chunk that nobody has checked, or says why not. */
  @Nullable PayloadFault tryAdd(UpdateChunk chunk);

  /** Takes a chunk out that was taken in, or will be. */
  void subtract(UpdateChunk chunk);

  /** How many updates' chunks are in it. */
  int updates();

  /** Heap that it takes, or will with the first chunk, in bytes. */
  long heapBytes();
}
