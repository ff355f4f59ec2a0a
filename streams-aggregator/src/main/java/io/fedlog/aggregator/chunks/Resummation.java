package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts chunks that were read again into their sums, or takes them out. What comes in one go for the
 * same chunk is added in one pass over its sum. Mutable; made for one go.
 */
final class Resummation {
  private final Codecs codecs;
  private final Map<ChunkSum, Batch> adding = new LinkedHashMap<>();

  private record Addend(long offset, UpdateChunk chunk) {}

  private record Batch(LiveRound round, int chunk, List<Addend> addends) {}

  Resummation(Codecs codecs) {
    this.codecs = codecs;
  }

  /**
   * Takes in one record; what is added has its effect with {@link #finish}.
   *
   * @throws RegistryException when the registry must be asked how to read it and does not answer;
   *     nothing has changed then
   */
  void take(LiveRound round, UpdateReader.Reread record, Purpose purpose) {
    UpdateChunk chunk = decode(record);
    if (chunk == null) {
      lost(round, "the update at offset " + record.offset() + " is no longer on the log");
      return;
    }
    if (!round.unpublished.contains(chunk.getChunkIndex())) {
      return;
    }
    ChunkSum sum = round.known(chunk.getChunkIndex());
    if (!sum.isKept() || sum.awaiting == 0) { // it was given up meanwhile
      return;
    }
    if (purpose == Purpose.ADD && sum.corrected && !round.wants(chunk)) {
      return; // asked for before it was decided, or concluded, that it does not count
    }
    if (round.plan.faultOfEncoding(chunk) != null) {
      sum.broken = "the update at offset " + record.offset() + " is no longer what was admitted";
      sum.awaiting--;
      return;
    }
    Addend addend = new Addend(record.offset(), round.plan.decoded(chunk));
    if (purpose == Purpose.ADD) {
      adding
          .computeIfAbsent(sum, begun -> new Batch(round, chunk.getChunkIndex(), new ArrayList<>()))
          .addends()
          .add(addend);
    } else {
      subtract(sum, addend);
      sum.awaiting--;
    }
  }

  /** Adds what is left to be added. */
  void finish() {
    adding.forEach(Resummation::addAll);
    adding.clear();
  }

  private static void addAll(ChunkSum sum, Batch batch) {
    List<Addend> addends = batch.addends();
    try {
      sum.content.addAll(addends.stream().map(Addend::chunk).toList());
    } catch (RuntimeException e) { // nothing was added: see which one it is
      addends.forEach(addend -> add(sum, addend));
    }
    sum.awaiting = Math.max(0, sum.awaiting - addends.size());
    if (!sum.settle() && batch.round().decision == null) {
      batch.round().giveUp(batch.chunk());
    }
  }

  private static void add(ChunkSum sum, Addend addend) {
    change(sum, addend, chunk -> sum.content.addAll(List.of(chunk)));
  }

  private static void subtract(ChunkSum sum, Addend addend) {
    change(sum, addend, sum.content::subtract);
  }

  private static void change(ChunkSum sum, Addend addend, Consumer<UpdateChunk> change) {
    try {
      change.accept(addend.chunk());
    } catch (RuntimeException e) { // also a method that users brought along
      sum.broken = "the update at offset " + addend.offset() + ": " + e.getMessage();
    }
  }

  private static void lost(LiveRound round, String what) {
    for (int index : round.unpublished) {
      ChunkSum sum = round.known(index);
      if (sum.awaiting > 0) {
        sum.awaiting = 0;
        sum.broken = what;
      }
    }
  }

  private @Nullable UpdateChunk decode(UpdateReader.Reread record) {
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
