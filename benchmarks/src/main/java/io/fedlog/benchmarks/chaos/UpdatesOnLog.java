package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.benchmarks.system.LogReader.Entry;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the update topic of one round holds, counted by reading it from end to end. */
final class UpdatesOnLog {

  /** One store's attempt. */
  record Key(String storeId, long attemptId) {}

  /** What came of an attempt. */
  private static final class Found {
    private final TreeMap<Integer, byte[]> chunks = new TreeMap<>();
    private final TreeMap<Integer, Integer> partitions = new TreeMap<>();
    private long weight;
    private int seals;
    private boolean ambiguous;
  }

  private final RoundDefinition round;
  private final Map<Key, Found> attempts = new HashMap<>();
  private long chunks;
  private long bytes;

  private UpdatesOnLog(RoundDefinition round) {
    this.round = round;
  }

  static UpdatesOnLog read(RoundDefinition round, LogReader log) {
    return of(round, log.all(Topics.updates(round.getRoundId())));
  }

  static UpdatesOnLog of(RoundDefinition round, List<Entry<UpdateRecord>> entries) {
    UpdatesOnLog all = new UpdatesOnLog(round);
    entries.forEach(entry -> all.count(entry.value(), entry.partition()));
    return all;
  }

  private void count(UpdateRecord record, int partition) {
    if (record.getBody() instanceof UpdateChunk chunk) {
      byte[] payload = new byte[chunk.getPayload().remaining()];
      chunk.getPayload().duplicate().get(payload);
      chunks++;
      bytes += payload.length;
      Found found = found(chunk.getStoreId(), chunk.getAttemptId());
      found.weight = chunk.getWeight();
      found.partitions.put(chunk.getChunkIndex(), partition);
      byte[] before = found.chunks.putIfAbsent(chunk.getChunkIndex(), payload);
      found.ambiguous |= before != null && !Arrays.equals(before, payload);
    } else if (record.getBody() instanceof UpdateSeal seal) {
      found(seal.getStoreId(), seal.getAttemptId()).seals++;
    }
  }

  private Found found(String storeId, long attemptId) {
    return attempts.computeIfAbsent(new Key(storeId, attemptId), key -> new Found());
  }

  int attempts() {
    return attempts.size();
  }

  long chunks() {
    return chunks;
  }

  long bytes() {
    return bytes;
  }

  /** Attempts that a store has begun. */
  long attemptsOf(String storeId) {
    return attempts.keySet().stream().filter(key -> key.storeId().equals(storeId)).count();
  }

  /** Whether all of an attempt is there. */
  boolean isComplete(Key key) {
    Found found = attempts.get(key);
    return found != null && isComplete(found);
  }

  /** What one partition holds of an attempt. */
  record Part(int chunks, long bytes, String roots) {}

  /** One partition's chunks of an attempt, hashed anew in the order of their indices. */
  Part part(Key key, int partition) {
    Found found = attempts.getOrDefault(key, new Found());
    List<byte[]> here =
        found.chunks.entrySet().stream()
            .filter(chunk -> found.partitions.getOrDefault(chunk.getKey(), -1) == partition)
            .map(Map.Entry::getValue)
            .toList();
    return new Part(
        here.size(),
        here.stream().mapToLong(chunk -> chunk.length).sum(),
        here.stream().map(PlainTree::sha256).collect(Collectors.joining()));
  }

  /** Attempts of which all is there: every chunk and the seal. */
  long complete() {
    return attempts.values().stream().filter(this::isComplete).count();
  }

  /**
   * An update of the cohort, put together; empty unless all of it is there. Coordinators that act
   * beside each other may send the same attempt twice, with the same bytes.
   */
  Optional<PlainModel.Update> update(RosterEntry entry) {
    Found found = attempts.get(new Key(entry.getStoreId(), entry.getAttemptId()));
    if (found == null || !isComplete(found) || found.ambiguous) {
      return Optional.empty();
    }
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    found.chunks.values().forEach(payload::writeBytes);
    return Optional.of(new PlainModel.Update(payload.toByteArray(), found.weight));
  }

  private boolean isComplete(Found found) {
    return found.seals > 0 && found.chunks.size() == round.getChunkCount();
  }
}
