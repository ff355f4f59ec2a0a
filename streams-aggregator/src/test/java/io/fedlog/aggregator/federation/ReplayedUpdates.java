package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.chunks.UpdateReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Reads again what a test piped in, from memory. */
final class ReplayedUpdates implements UpdateReader {
  private record Kept(@Nullable String key, byte[] value) {}

  private final Map<Long, Kept> log = new HashMap<>();
  private final Queue<Reread> answers = new ArrayDeque<>();

  /** Notes a record; a driver counts offsets over all update topics together. */
  void keep(long offset, @Nullable String key, byte[] value) {
    log.put(offset, new Kept(key, value));
  }

  @Override
  public void request(String topic, int partition, List<Long> offsets) {
    for (long offset : offsets) {
      Kept kept = log.get(offset);
      answers.add(
          kept == null
              ? new Reread(topic, offset, null, null)
              : new Reread(
                  topic,
                  offset,
                  kept.key() == null ? null : kept.key().getBytes(StandardCharsets.UTF_8),
                  kept.value()));
    }
  }

  @Override
  public void forget(String topic) {
    answers.removeIf(answer -> answer.topic().equals(topic));
  }

  @Override
  public @Nullable Reread next() {
    return answers.poll();
  }

  @Override
  public void close() {
    answers.clear();
  }
}
