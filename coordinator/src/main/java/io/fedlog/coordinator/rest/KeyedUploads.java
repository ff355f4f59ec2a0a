package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.UploadReceipt;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Which uploads were acknowledged under a key: on the log, so that every coordinator knows. */
final class KeyedUploads {

  private static final Duration STANDS_FOR = Duration.ofHours(24);

  private final LogView view;
  private final LogWriter writer;
  private final InstantSource clock;

  KeyedUploads(LogView view, LogWriter writer, InstantSource clock) {
    this.view = view;
    this.writer = writer;
    this.clock = clock;
  }

  /** What was acknowledged under the key of that store. */
  Optional<UploadReceipt> find(String roundId, Optional<IdempotencyKey> key) {
    return key.flatMap(its -> view.receipt(roundId, its.owner(), its.sha256()));
  }

  /** Refuses an upload under a key that another one was acknowledged under. */
  static void requireSame(UploadReceipt receipt, long attemptId) {
    if (receipt.getAttemptId() != attemptId) {
      throw ProblemException.unfit(IdempotencyKey.ANOTHER_BODY);
    }
  }

  /** Writes down that the attempt is on the log. */
  void acknowledge(String roundId, IdempotencyKey key, long attemptId) {
    writer.write(
        new AccessRecord(
            new UploadReceipt(
                roundId,
                key.owner(),
                key.sha256(),
                attemptId,
                clock.instant().plus(STANDS_FOR).truncatedTo(ChronoUnit.MILLIS))));
  }
}
