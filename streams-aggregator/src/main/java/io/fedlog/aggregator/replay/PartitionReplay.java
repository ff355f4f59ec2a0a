package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.ChunkRemaking;
import io.fedlog.aggregator.chunks.DecidedChunks;
import io.fedlog.aggregator.chunks.DecidedChunks.Verdict;
import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one partition's chunks of what a round decided. Sums are made in one pass over the
 * partition, of as many windows as there is memory for. Where all updates of a chunk are needed
 * side by side, the first pass keeps what there is memory for and notes where the rest lies, which
 * is then read a few chunks at a time. For one thread.
 */
final class PartitionReplay {
  private final ReplayTools tools;
  private final RoundDefinition round;
  private final int partition;
  private final UpdateSource updates;
  private final ChunkRoots roots;
  private final Made sink;
  private final MadeVersions versions;
  private final ChunkRemaking remaking;

  /** Is given what comes of a chunk. */
  interface Made {
    void made(DecidedModel of, int chunk, ServerStep step, int updates);

    void failed(DecidedModel of, int chunk, String reason);
  }

  PartitionReplay(
      ReplayTools tools,
      RoundDefinition round,
      int partition,
      UpdateSource updates,
      ChunkRoots roots,
      Made sink) {
    this.tools = tools;
    this.round = round;
    this.partition = partition;
    this.updates = updates;
    this.roots = roots;
    this.sink = sink;
    this.versions = new MadeVersions(tools.models(), round.getModelType());
    this.remaking = new ChunkRemaking(tools.noise(), tools.masks(), versions, tools.codecs());
  }

  /** Makes all chunks here of all these, which are of one round and in the order of versions. */
  void run(List<DecidedModel> decided) {
    List<DecidedModel> possible = decided.stream().filter(this::isPossible).toList();
    if (!possible.isEmpty()) {
      runPossible(possible);
    }
  }

  /** Orders that do not go together make no chunk. */
  private boolean isPossible(DecidedModel model) {
    try {
      DecidedChunks unused = begin(model);
      return true;
    } catch (IllegalArgumentException e) {
      for (int chunk : new ChunkPlan(round, partition, tools.partitions()).chunks()) {
        sink.failed(model, chunk, String.valueOf(e.getMessage()));
      }
      return false;
    }
  }

  private void runPossible(List<DecidedModel> decided) {
    List<SortedSet<Long>> bases = decided.stream().map(model -> begin(model).bases()).toList();
    Map<DecidedModel, DecidedChunks> group = new LinkedHashMap<>();
    long bytes = 0;
    for (int i = 0; i < decided.size(); i++) {
      DecidedChunks chunks = begin(decided.get(i));
      long more = 0;
      for (int chunk : chunks.chunks()) {
        more += chunks.isCollected() ? 0 : chunks.heapBytes(chunk);
      }
      if (!group.isEmpty() && bytes + more > tools.memoryBytes()) {
        make(group, bases.subList(i - group.size() + 1, bases.size()));
        group.clear();
        bytes = 0;
      }
      group.put(decided.get(i), chunks);
      bytes += more;
    }
    make(group, bases.subList(decided.size() - group.size() + 1, bases.size()));
  }

  /** What the distances between the updates of a chunk add up to here, and what updates weigh. */
  Measured measure(DecidedModel decided) {
    DecidedChunks chunks = begin(decided);
    if (!chunks.measures()) {
      throw new IllegalArgumentException(
          "round %s is not one whose updates are measured".formatted(round.getRoundId()));
    }
    collect(chunks, chunk -> remaking.measure(chunks, chunk));
    return new Measured(chunks.measured(), chunks.weights());
  }

  /**
   * What was measured in one partition.
   *
   * @param sums of squared distances
   * @param weights of the updates, by store id
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Measured(byte[] sums, Map<String, Long> weights) {}

  private DecidedChunks begin(DecidedModel decided) {
    return remaking.begin(
        new ChunkPlan(round, partition, tools.partitions()),
        partition,
        decided.decision(),
        decided.roster(),
        decided.conclusion(),
        decided.unmasking());
  }

  /**
   * Makes some models in one pass.
   *
   * @param later what those after the first, in and behind the group, rest on, one after the other
   */
  private void make(Map<DecidedModel, DecidedChunks> group, List<SortedSet<Long>> later) {
    DecidedModel first = group.keySet().iterator().next();
    DecidedChunks only = group.get(first);
    if (only != null && only.isCollected()) {
      collect(only, chunk -> finish(first, only, chunk));
      return;
    }
    Map<Attempt, List<DecidedChunks>> wanting = new HashMap<>();
    for (DecidedChunks model : group.values()) {
      model
          .wanted()
          .forEach(
              (store, id) ->
                  wanting
                      .computeIfAbsent(new Attempt(store, id), attempt -> new ArrayList<>(1))
                      .add(model));
    }
    PendingUpdates pending = new PendingUpdates();
    updates.read(
        round.getUpdatesTopic(),
        partition,
        (offset, key, value) -> {
          UpdateChunk chunk = decode(value);
          if (chunk != null) {
            wanting
                .getOrDefault(
                    new Attempt(chunk.getStoreId(), chunk.getAttemptId()), List.<DecidedChunks>of())
                .forEach(model -> take(model, pending, key, chunk));
          }
        });
    pending.flush();
    int at = 0;
    for (Map.Entry<DecidedModel, DecidedChunks> model : group.entrySet()) {
      for (int chunk : model.getValue().chunks()) {
        finish(model.getKey(), model.getValue(), chunk);
      }
      SortedSet<Long> needed = new TreeSet<>();
      later.subList(at++, later.size()).forEach(needed::addAll);
      versions.keepOnly(needed);
    }
  }

  private record Attempt(String storeId, long id) {}

  private void take(
      DecidedChunks model, PendingUpdates pending, byte @Nullable [] key, UpdateChunk chunk) {
    Verdict verdict = judge(model, key, chunk);
    if (verdict == Verdict.AGAIN && pending.flush(model, chunk.getChunkIndex())) {
      verdict = judge(model, key, chunk); // the one before may have been bad
    }
    if (verdict == Verdict.COUNTS) {
      pending.add(model, chunk);
    }
  }

  private Verdict judge(DecidedChunks model, byte @Nullable [] key, UpdateChunk chunk) {
    return model.wants(chunk)
        ? model.judge(
            key, chunk, roots.root(chunk.getStoreId(), chunk.getAttemptId(), chunk.getChunkIndex()))
        : Verdict.OTHER;
  }

  /** Reads the updates of each chunk side by side. */
  private void collect(DecidedChunks model, IntConsumer whole) {
    int[] chunks = model.chunks();
    long one = chunks.length == 0 ? 1 : Math.max(1, model.heapBytes(chunks[0]));
    int atOnce = (int) Math.max(1, Math.min(chunks.length, tools.memoryBytes() / one));
    int lastKept = chunks.length == 0 ? -1 : chunks[atOnce - 1];
    Map<Integer, List<Long>> places = new TreeMap<>();
    updates.read(
        round.getUpdatesTopic(),
        partition,
        (offset, key, value) -> {
          UpdateChunk chunk = decode(value);
          if (chunk == null || judge(model, key, chunk) != Verdict.COUNTS) {
            return;
          }
          if (chunk.getChunkIndex() <= lastKept) {
            model.addAll(chunk.getChunkIndex(), List.of(chunk));
          } else {
            places.computeIfAbsent(chunk.getChunkIndex(), c -> new ArrayList<>()).add(offset);
          }
        });
    for (int from = 0; from < chunks.length; from += atOnce) {
      int to = Math.min(chunks.length, from + atOnce);
      if (from > 0) {
        readBack(model, places, chunks, from, to);
      }
      for (int i = from; i < to; i++) {
        try {
          whole.accept(chunks[i]);
        } finally {
          model.drop(chunks[i]);
        }
      }
    }
  }

  private void readBack(
      DecidedChunks model, Map<Integer, List<Long>> places, int[] chunks, int from, int to) {
    List<Long> offsets = new ArrayList<>();
    for (int i = from; i < to; i++) {
      offsets.addAll(places.getOrDefault(chunks[i], List.of()));
    }
    updates.readAt(
        round.getUpdatesTopic(),
        partition,
        offsets.stream().mapToLong(Long::longValue).sorted().toArray(),
        (offset, key, value) -> {
          UpdateChunk chunk = decode(value);
          if (chunk != null) {
            model.addAll(chunk.getChunkIndex(), List.of(chunk));
          }
        });
  }

  private void finish(DecidedModel of, DecidedChunks model, int chunk) {
    try {
      ServerStep step = remaking.make(model, chunk);
      if (round.getWindows() != null) { // the next ones rest on it
        keep(of, chunk, step);
      }
      sink.made(of, chunk, step, model.wanted().size());
    } catch (FinaliseException e) {
      sink.failed(of, chunk, String.valueOf(e.getMessage()));
    } finally {
      model.drop(chunk);
    }
  }

  private void keep(DecidedModel of, int chunk, ServerStep step) {
    ModelChunk body =
        new ModelChunk(
            round.getModelType(),
            of.version(),
            chunk,
            ByteBuffer.wrap(TreeHash.of(step.model())),
            ByteBuffer.wrap(step.model()),
            null);
    versions.keep(of.version(), chunk, tools.codecs().models().encode(new ModelRecord(body)));
  }

  /** A record that cannot be read was refused when it came. */
  private @Nullable UpdateChunk decode(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      Object body = tools.codecs().updates().decode(value).getBody();
      return body instanceof UpdateChunk chunk ? chunk : null;
    } catch (UnreadableRecordException e) {
      return null;
    }
  }
}
