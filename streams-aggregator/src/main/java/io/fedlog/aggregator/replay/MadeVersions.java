package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Topics;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds chunks of base versions: those that were just made again before those on the log, which may
 * have been pruned or replaced. Answers at once. For one thread.
 */
final class MadeVersions implements ModelReader {
  private final ModelSource log;
  private final String modelType;
  private final Map<Long, Map<String, byte[]>> made = new HashMap<>();
  private final Queue<Found> answers = new ArrayDeque<>();

  /** Over what is on the log of all model types. */
  MadeVersions(ModelSource log, String modelType) {
    this.log = log;
    this.modelType = modelType;
  }

  /**
   * Keeps a chunk that was made.
   *
   * @param record as it is on {@code fl.global-models}
   */
  void keep(long version, int chunk, byte[] record) {
    made.computeIfAbsent(version, v -> new HashMap<>())
        .put(Keys.modelChunk(modelType, version, chunk), record);
  }

  /** Forgets versions on which nothing rests any more. */
  void forget(LongPredicate versions) {
    made.keySet().removeIf(versions::test);
  }

  @Override
  public void request(Wanted wanted) {
    answers.add(new Found(wanted, find(wanted)));
  }

  private byte @Nullable [] find(Wanted wanted) {
    if (wanted.topic().equals(Topics.GLOBAL_MODELS.name())) {
      for (Map<String, byte[]> chunks : made.values()) {
        byte[] record = chunks.get(wanted.key());
        if (record != null) {
          return record;
        }
      }
    }
    return log.newest(wanted.topic(), wanted.key());
  }

  @Override
  public @Nullable Found next() {
    return answers.poll();
  }

  @Override
  public void close() {
    answers.clear();
  }
}
