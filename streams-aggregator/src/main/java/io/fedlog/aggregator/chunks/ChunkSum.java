package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.PayloadCheck;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The running sum of one chunk, or what takes its place: a cache of what the receipts say lies on
 * the log. While it is kept it holds exactly the running receipts; while it is not, the content is
 * empty. Mutable.
 */
final class ChunkSum {
  final PayloadCheck check;
  final ChunkContent content;
  private SumMemory.@Nullable Room room;

  /** Receipts say that something is in the sum, and it is not: too late to begin one. */
  private boolean lost;

  /** Records asked for again and not yet taken in; the sum is not whole before. */
  int awaiting;

  /** Brought from "all running attempts" to "exactly the decided ones", or on the way there. */
  boolean corrected;

  /** The base version's chunk and the server state beside it, where the method asks for them. */
  @Nullable ByteBuffer base;

  @Nullable ByteBuffer state;

  /** Both are there, as far as there are any. */
  boolean hasBase;

  boolean asksForBase;

  /** Why no model can be made of it. */
  @Nullable String broken;

  /** An empty one that is not kept. */
  ChunkSum(PayloadCheck check, ChunkContent content) {
    this.check = check;
    this.content = content;
  }

  /** Whether updates go into it as they come. */
  boolean isKept() {
    return room != null;
  }

  /** Keeps it from now on if there is room, and if nothing is missing in it. */
  boolean keep(SumMemory.Share memory) {
    if (room == null && !lost) {
      room = memory.keep(content.heapBytes());
    }
    return room != null;
  }

  /** Makes room for the sum of a decided round. */
  boolean work(SumMemory.Share memory) {
    room = memory.work(content.heapBytes());
    return room != null;
  }

  /** Not to be kept: the log has it all. */
  void lose() {
    lost = true;
  }

  /**
   * To be called when something was added: whether it still fits. One that does not and awaits
   * nothing is to be given up.
   */
  boolean settle() {
    return room == null || room.resize(content.heapBytes()) || awaiting > 0;
  }

  /** Gives its room back; it must not be used afterwards. */
  void close() {
    if (room != null) {
      room.close();
      room = null;
    }
  }
}
