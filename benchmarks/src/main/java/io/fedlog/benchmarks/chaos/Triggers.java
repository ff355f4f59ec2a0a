package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Wakes who waits for a moment. Decisions and model chunks count as soon as they are on the log,
 * while the transaction that wrote them may still be open. Thread-safe.
 */
final class Triggers {
  private final Map<Moment, Long> seen = new EnumMap<>(Moment.class);

  /** To be told of committed records. */
  Consumer<Seen> committed() {
    return record -> {
      if (record.value() instanceof RoundState state
          && state.getPlanId() != null
          && state.getEndedAt() != null) {
        note(Moment.CREATING);
      }
    };
  }

  /** To be told of records as they are written. */
  Consumer<Seen> uncommitted() {
    return record -> {
      if (record.topic().equals(Topics.ROUND_CONTROL.name())
          && record.value() instanceof RoundControl control
          && control.getOrder() instanceof Decision) {
        note(Moment.DECISION);
      } else if (record.value() instanceof ModelRecord model
          && model.getBody() instanceof ModelChunk chunk
          && chunk.getModelType().startsWith(UploaderMain.MODEL_TYPE_PREFIX)) {
        note(Moment.PUBLISHING);
      }
    };
  }

  synchronized void note(Moment moment) {
    seen.merge(moment, 1L, Long::sum);
    notifyAll();
  }

  /**
   * Waits until the moment comes anew.
   *
   * @return whether it came in time
   */
  synchronized boolean await(Moment moment, Duration most) throws InterruptedException {
    long before = seen.getOrDefault(moment, 0L);
    long limit = System.nanoTime() + most.toNanos();
    while (seen.getOrDefault(moment, 0L) == before) {
      long left = (limit - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
