package io.fedlog.aggregator.chunks;

import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.PayloadFault;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The running sum of one chunk, or what takes its place: a cache of what the receipts say lies on
 * the log. While it is kept it holds exactly the running receipts; while it is not, the content is
 * empty. Mutable.
 */
final class ChunkSum {
  final PayloadCheck check;
  final ChunkContent content;
  private final long besideBytes;
  private SumMemory.@Nullable Room room;

  /** For what is read beside it, when the sum's own room is not for that too. */
  private SumMemory.@Nullable Room besideRoom;

  private boolean working;

  /** Receipts say that something is in the sum, and it is not: too late to begin one. */
  private boolean lost;

  /** Records asked for again and not yet taken in; the sum is not whole before. */
  int awaiting;

  /** Brought from "all running attempts" to "exactly the decided ones", or on the way there. */
  boolean corrected;

  /** The chunks of the versions that are asked for, as far as they have come. */
  final Map<Long, ByteBuffer> bases = new TreeMap<>();

  /** The server state beside the base, where the method asks for it and there is one. */
  @Nullable ByteBuffer state;

  boolean asksForBases;

  /** Why no model can be made of it. */
  @Nullable String broken;

  /**
   * An empty one that is not kept.
   *
   * @param besideBytes heap that making a model's chunk of it takes beside the content
   */
  ChunkSum(PayloadCheck check, ChunkContent content, long besideBytes) {
    this.check = check;
    this.content = content;
    this.besideBytes = besideBytes;
  }

  /** One that no chunk can be made of, and that refuses every payload. */
  static ChunkSum unable(String why) {
    ChunkSum unable =
        new ChunkSum(
            (payload, weight) -> new PayloadFault("method_failed", why),
            new CollectedChunk(0, 0, chunk -> 0),
            0);
    unable.broken = why;
    unable.lost = true;
    return unable;
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
    room = memory.work(content.heapBytes() + besideBytes);
    working = room != null;
    return working;
  }

  /** Makes room for what is read beside it, of a decided round. */
  boolean workBeside(SumMemory.Share memory) {
    if (working || besideBytes == 0) {
      return true;
    }
    if (besideRoom == null) {
      besideRoom = memory.work(besideBytes);
    }
    return besideRoom != null;
  }

  /** The chunk of the one base version, where the method asks for it. */
  @Nullable ByteBuffer base() {
    return bases.values().stream().findFirst().orElse(null);
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
    return room == null
        || room.resize(content.heapBytes() + (working ? besideBytes : 0))
        || awaiting > 0;
  }

  /** Gives its room back; it must not be used afterwards. */
  void close() {
    if (room != null) {
      room.close();
      room = null;
    }
    if (besideRoom != null) {
      besideRoom.close();
      besideRoom = null;
    }
  }
}
