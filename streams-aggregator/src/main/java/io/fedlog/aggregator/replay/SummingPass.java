package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.DecidedChunks;
import io.fedlog.aggregator.chunks.DecidedChunks.Verdict;
import io.fedlog.schemas.UpdateChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through one partition of a round's updates and adds what counts to sums, once for each group
 * of models. The first time notes where the updates of later groups begin, so that these need not
 * be looked for from the beginning. For one thread.
 */
final class SummingPass {
  private final UpdateSource updates;
  private final String topic;
  private final int partition;
  private final Function<byte @Nullable [], @Nullable UpdateChunk> decoder;
  private final Map<Attempt, Long> begins = new HashMap<>();
  private boolean noted;

  private record Attempt(String storeId, long id) {}

  /** What is to be done with a record. */
  @FunctionalInterface
  interface Judge {
    Verdict judge(DecidedChunks model, byte @Nullable [] key, UpdateChunk chunk);
  }

  /**
   * @param decoder null for what is no chunk
   */
  SummingPass(
      UpdateSource updates,
      String topic,
      int partition,
      Function<byte @Nullable [], @Nullable UpdateChunk> decoder) {
    this.updates = updates;
    this.topic = topic;
    this.partition = partition;
    this.decoder = decoder;
  }

  /**
   * Adds all that counts of some chunks.
   *
   * @param later models whose turn comes after these
   * @param chunks ascending, without others of the partition between them
   */
  void run(List<DecidedChunks> group, List<DecidedChunks> later, int[] chunks, Judge judge) {
    if (chunks.length == 0) {
      return;
    }
    Map<Attempt, List<DecidedChunks>> wanting = new HashMap<>();
    for (DecidedChunks model : group) {
      attempts(model)
          .forEach(attempt -> wanting.computeIfAbsent(attempt, a -> new ArrayList<>(1)).add(model));
    }
    Set<Attempt> others = new HashSet<>();
    if (!noted) {
      later.forEach(model -> others.addAll(attempts(model)));
      others.addAll(wanting.keySet()); // for other chunks of the same
    }
    long from =
        noted
            ? wanting.keySet().stream()
                .mapToLong(attempt -> begins.getOrDefault(attempt, Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE)
            : 0;
    noted = true;
    if (from == Long.MAX_VALUE) {
      return; // nothing of them was on the log
    }
    PendingUpdates pending = new PendingUpdates();
    int last = chunks[chunks.length - 1];
    updates.read(
        topic,
        partition,
        from,
        (offset, key, value) -> {
          UpdateChunk chunk = decoder.apply(value);
          if (chunk == null) {
            return;
          }
          Attempt attempt = new Attempt(chunk.getStoreId(), chunk.getAttemptId());
          if (others.contains(attempt)) {
            begins.putIfAbsent(attempt, offset);
          }
          if (chunk.getChunkIndex() >= chunks[0] && chunk.getChunkIndex() <= last) {
            wanting
                .getOrDefault(attempt, List.<DecidedChunks>of())
                .forEach(model -> take(model, pending, key, chunk, judge));
          }
        });
    pending.flush();
  }

  private static List<Attempt> attempts(DecidedChunks model) {
    return model.wanted().entrySet().stream()
        .map(update -> new Attempt(update.getKey(), update.getValue()))
        .toList();
  }

  private static void take(
      DecidedChunks model,
      PendingUpdates pending,
      byte @Nullable [] key,
      UpdateChunk chunk,
      Judge judge) {
    Verdict verdict = judge.judge(model, key, chunk);
    if (verdict == Verdict.AGAIN && pending.flush(model, chunk.getChunkIndex())) {
      verdict = judge.judge(model, key, chunk); // the one before may have been bad
    }
    if (verdict == Verdict.COUNTS) {
      pending.add(model, chunk);
    }
  }
}
