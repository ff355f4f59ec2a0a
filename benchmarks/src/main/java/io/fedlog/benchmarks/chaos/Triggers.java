package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Wakes who waits for a moment. Decisions and model chunks count as soon as they are on the log,
 * while the transaction that wrote them may still be open. Thread-safe.
 */
final class Triggers {
  private final Map<Coming, Long> seen = new HashMap<>();

  /** A moment; of one store where it is a store's. */
  private record Coming(Moment moment, String storeId) {}

  /** To be told of committed records. */
  Consumer<Seen> committed() {
    return record -> {
      if (record.value() instanceof RoundState state
          && state.getPlanId() != null
          && state.getEndedAt() != null) {
        note(Moment.CREATING, "");
      } else if (record.topic().equals(Topics.JOINS.name())) {
        note(Moment.TRAINING, record.key());
      }
    };
  }

  /** To be told of records as they are written. */
  Consumer<Seen> uncommitted() {
    return record -> {
      if (record.topic().equals(Topics.ROUND_CONTROL.name())
          && record.value() instanceof RoundControl control
          && control.getOrder() instanceof Decision) {
        note(Moment.DECISION, "");
      } else if (record.value() instanceof ModelRecord model
          && model.getBody() instanceof ModelChunk chunk
          && chunk.getModelType().startsWith(UploaderMain.MODEL_TYPE_PREFIX)) {
        note(Moment.PUBLISHING, "");
      }
    };
  }

  private synchronized void note(Moment moment, String storeId) {
    seen.merge(new Coming(moment, storeId), 1L, Long::sum);
    notifyAll();
  }

  /**
   * Waits until the moment comes anew.
   *
   * @param storeId whose it is; empty for a moment of the whole installation
   * @return whether it came in time
   */
  synchronized boolean await(Moment moment, String storeId, Duration most)
      throws InterruptedException {
    Coming coming = new Coming(moment, storeId);
    long before = seen.getOrDefault(coming, 0L);
    long limit = System.nanoTime() + most.toNanos();
    while (seen.getOrDefault(coming, 0L) == before) {
      long left = (limit - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
