package io.fedlog.coordinator.topics;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for what Kafka answers and throws what it failed with, unwrapped. */
public final class KafkaAnswers {

  /** Longer than the clients' own limits, so that theirs is the one that speaks. */
  private static final long LIMIT_SECONDS = 150;

  private KafkaAnswers() {}

  /**
   * The answer.
   *
   * @throws KafkaException what Kafka failed with
   */
  public static <T> T of(Future<T> answer) {
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "Kafka did not answer within " + LIMIT_SECONDS + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException known) {
        throw known;
      }
      throw new KafkaException(e.getCause());
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
