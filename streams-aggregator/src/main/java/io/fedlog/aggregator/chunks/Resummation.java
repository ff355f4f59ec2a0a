package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import org.jspecify.annotations.Nullable;

/** Puts a chunk that was read again into its sum, or takes it out. */
final class Resummation {
  private Resummation() {}

  static void take(LiveRound round, UpdateReader.Reread record, Purpose purpose, Codecs codecs) {
    UpdateChunk chunk = decode(record, codecs);
    if (chunk == null) {
      String lost = "the update at offset " + record.offset() + " is no longer on the log";
      for (int index : round.unpublished) {
        ChunkSum sum = round.sum(index);
        if (sum.awaiting > 0) {
          sum.awaiting = 0;
          sum.broken = lost;
        }
      }
      return;
    }
    if (!round.unpublished.contains(chunk.getChunkIndex())) {
      return;
    }
    ChunkSum sum = round.sum(chunk.getChunkIndex());
    sum.awaiting = Math.max(0, sum.awaiting - 1);
    try {
      if (purpose == Purpose.ADD) {
        sum.aggregate.add(chunk.getPayload(), chunk.getWeight());
      } else {
        sum.aggregate.subtract(chunk.getPayload(), chunk.getWeight());
      }
    } catch (IllegalArgumentException e) {
      sum.broken = "the update at offset " + record.offset() + ": " + e.getMessage();
    }
  }

  private static @Nullable UpdateChunk decode(UpdateReader.Reread record, Codecs codecs) {
    if (record.value() == null) {
      return null;
    }
    try {
      UpdateRecord update = codecs.updates().decode(record.value());
      return update.getBody() instanceof UpdateChunk chunk ? chunk : null;
    } catch (UnreadableRecordException e) {
      return null;
    }
  }
}
