package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.DecidedChunks;
import io.fedlog.aggregator.chunks.DecidedChunks.Verdict;
import io.fedlog.schemas.UpdateChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through one partition of a round's updates and holds all of a chunk side by side: of the
 * first chunks, as many as there is memory for, in the first pass, which notes where the others
 * lie; these are then read back, as many at a time. For one thread.
 */
final class CollectingPass {
  private final UpdateSource updates;
  private final String topic;
  private final int partition;
  private final Function<byte @Nullable [], @Nullable UpdateChunk> decoder;
  private final long memoryBytes;

  /**
   * @param decoder null for what is no chunk
   * @param memoryBytes for updates side by side; one chunk of each is always held
   */
  CollectingPass(
      UpdateSource updates,
      String topic,
      int partition,
      Function<byte @Nullable [], @Nullable UpdateChunk> decoder,
      long memoryBytes) {
    this.updates = updates;
    this.topic = topic;
    this.partition = partition;
    this.decoder = decoder;
    this.memoryBytes = memoryBytes;
  }

  /** Hands over each chunk as soon as all that there is of it is side by side, and drops it. */
  void run(DecidedChunks model, SummingPass.Judge judge, IntConsumer whole) {
    int[] chunks = model.chunks();
    if (chunks.length == 0) {
      return;
    }
    long one = Math.max(1, model.heapBytes(chunks[0]));
    int atOnce = (int) Math.max(1, Math.min(chunks.length, memoryBytes / one));
    Map<Integer, List<Long>> places = first(model, judge, chunks[atOnce - 1]);
    for (int from = 0; from < chunks.length; from += atOnce) {
      int to = Math.min(chunks.length, from + atOnce);
      List<Long> offsets = new ArrayList<>();
      for (int i = from; i < to; i++) {
        offsets.addAll(places.getOrDefault(chunks[i], List.of()));
      }
      readBack(model, offsets);
      for (int i = from; i < to; i++) {
        try {
          whole.accept(chunks[i]);
        } finally {
          model.drop(chunks[i]);
        }
      }
    }
  }

  /** Where the chunks behind {@code lastHeld} lie. */
  private Map<Integer, List<Long>> first(
      DecidedChunks model, SummingPass.Judge judge, int lastHeld) {
    Map<Integer, List<Long>> places = new HashMap<>();
    updates.read(
        topic,
        partition,
        (offset, key, value) -> {
          UpdateChunk chunk = decoder.apply(value);
          if (chunk == null || judge.judge(model, key, chunk) != Verdict.COUNTS) {
            return;
          }
          if (chunk.getChunkIndex() <= lastHeld) {
            model.addAll(chunk.getChunkIndex(), List.of(chunk));
          } else {
            places.computeIfAbsent(chunk.getChunkIndex(), c -> new ArrayList<>()).add(offset);
          }
        });
    return places;
  }

  private void readBack(DecidedChunks model, List<Long> offsets) {
    if (offsets.isEmpty()) {
      return;
    }
    updates.readAt(
        topic,
        partition,
        offsets.stream().mapToLong(Long::longValue).sorted().toArray(),
        (offset, key, value) -> {
          UpdateChunk chunk = decoder.apply(value);
          if (chunk != null) {
            model.addAll(chunk.getChunkIndex(), List.of(chunk));
          }
        });
  }
}
