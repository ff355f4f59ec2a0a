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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    List<DecidedChunks> all = decided.stream().map(this::begin).toList();
    if (all.get(0).isCollected()) { // its round has no other
      collecting().run(all.get(0), this::judge, chunk -> finish(decided.get(0), all.get(0), chunk));
      return;
    }
    Map<Long, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      int at = i;
      all.get(i).bases().forEach(version -> lastUse.put(version, at));
    }
    SummingPass pass = new SummingPass(updates, round.getUpdatesTopic(), partition, this::decode);
    for (int from = 0, to; from < all.size(); from = to) {
      to = groupFrom(all, from);
      List<DecidedChunks> group = all.subList(from, to);
      List<int[]> parts = parts(group);
      for (int[] chunks : parts) {
        pass.run(group, all.subList(to, all.size()), chunks, this::judge);
        for (int i = from; i < to; i++) {
          for (int chunk : chunks) {
            finish(decided.get(i), all.get(i), chunk);
          }
          int done = i;
          if (group.size() > 1 || chunks == parts.get(parts.size() - 1)) {
            versions.forget(version -> lastUse.getOrDefault(version, -1) <= done);
          }
        }
      }
    }
  }

  /** Where the group ends of as many models as there is memory for; at least one. */
  private int groupFrom(List<DecidedChunks> all, int from) {
    long bytes = 0;
    int to = from;
    while (to < all.size()) {
      for (int chunk : all.get(to).chunks()) {
        bytes += all.get(to).heapBytes(chunk);
      }
      if (to > from && bytes > tools.memoryBytes()) {
        break;
      }
      to++;
    }
    return to;
  }

  /** All chunks at once; of one model as many as there is memory for, and at least one. */
  private List<int[]> parts(List<DecidedChunks> group) {
    int[] chunks = group.get(0).chunks();
    if (group.size() > 1) {
      return List.of(chunks);
    }
    List<int[]> parts = new ArrayList<>();
    long bytes = 0;
    int from = 0;
    for (int i = 0; i < chunks.length; i++) {
      long more = group.get(0).heapBytes(chunks[i]);
      if (i > from && bytes + more > tools.memoryBytes()) {
        parts.add(Arrays.copyOfRange(chunks, from, i));
        from = i;
        bytes = 0;
      }
      bytes += more;
    }
    parts.add(Arrays.copyOfRange(chunks, from, chunks.length));
    return parts;
  }

  /** What the distances between the updates of a chunk add up to here, and what updates weigh. */
  Measured measure(DecidedModel decided) {
    DecidedChunks chunks = begin(decided);
    if (!chunks.measures()) {
      throw new IllegalArgumentException(
          "round %s is not one whose updates are measured".formatted(round.getRoundId()));
    }
    collecting().run(chunks, this::judge, chunk -> remaking.measure(chunks, chunk));
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

  private CollectingPass collecting() {
    return new CollectingPass(
        updates, round.getUpdatesTopic(), partition, this::decode, tools.memoryBytes());
  }

  private Verdict judge(DecidedChunks model, byte @Nullable [] key, UpdateChunk chunk) {
    return model.wants(chunk)
        ? model.judge(
            key, chunk, roots.root(chunk.getStoreId(), chunk.getAttemptId(), chunk.getChunkIndex()))
        : Verdict.OTHER;
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
