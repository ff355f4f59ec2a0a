package io.fedlog.standalone.backup;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for what an admin client asked. */
final class Answers {
  private Answers() {}

  /** The answer; throws what Kafka said instead. */
  static <T> T of(KafkaFuture<T> asked) throws InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    }
  }
}
