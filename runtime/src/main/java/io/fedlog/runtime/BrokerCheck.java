package io.fedlog.runtime;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Is Kafka there? Asked once when a process starts, so that a wrong address is one clear sentence
 * and no stream of warnings.
 */
public final class BrokerCheck {
  private static final Duration ONE_TRY = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private BrokerCheck() {}

  /**
   * Waits until Kafka answers, for at most {@link KafkaSettings#brokerWait()}.
   *
   * @return the number of brokers of the cluster, those that are away for now included
   * @throws BrokerUnreachableException if none answers in time, or if it refuses us
   */
  public static int await(KafkaSettings kafka) {
    long start = System.nanoTime();
    long limit = kafka.brokerWait().toNanos();
    while (true) {
      Throwable failure;
      try {
        return ask(kafka, remaining(start, limit));
      } catch (ExecutionException e) {
        failure = e.getCause() == null ? e : e.getCause();
      } catch (org.apache.kafka.common.KafkaException e) {
        // A host name that nobody knows yet: its container may be about to start.
        failure = e.getCause() == null ? e : e.getCause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BrokerUnreachableException("Interrupted while waiting for Kafka.", e);
      }
      if (failure instanceof AuthenticationException) {
        throw refused(kafka, failure);
      }
      if (System.nanoTime() - start >= limit) {
        throw unreachable(kafka, failure);
      }
      pause(kafka, failure);
    }
  }

  private static int ask(KafkaSettings kafka, Duration patience)
      throws ExecutionException, InterruptedException {
    Properties properties = kafka.admin("fedlog-broker-check");
    String millis = String.valueOf(patience.toMillis());
    properties.setProperty("request.timeout.ms", millis);
    properties.setProperty("default.api.timeout.ms", millis);
    try (Admin admin = Admin.create(properties)) {
      DescribeClusterOptions options =
          new DescribeClusterOptions().timeoutMs((int) patience.toMillis());
      try {
        return brokers(admin, options.includeFencedBrokers(true));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnsupportedVersionException) {
          return brokers(admin, options.includeFencedBrokers(false)); // Kafka before 4.0
        }
        throw e;
      }
    }
  }

  private static int brokers(Admin admin, DescribeClusterOptions options)
      throws ExecutionException, InterruptedException {
    return admin.describeCluster(options).nodes().get().size();
  }

  private static Duration remaining(long start, long limit) {
    Duration left = Duration.ofNanos(limit - (System.nanoTime() - start));
    Duration tried = left.compareTo(ONE_TRY) < 0 ? left : ONE_TRY;
    return tried.compareTo(PAUSE) < 0 ? PAUSE : tried;
  }

  private static void pause(KafkaSettings kafka, Throwable failure) {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(kafka, failure);
    }
  }

  private static BrokerUnreachableException unreachable(KafkaSettings kafka, Throwable failure) {
    String detail =
        failure instanceof TimeoutException
            ? ""
            : " The last failure: " + failure.getMessage() + ".";
    return new BrokerUnreachableException(
        "No Kafka broker answered at %s within %d s.%s Start one there, or set %s to where it is (%s sets how long to wait)."
            .formatted(
                kafka.bootstrapServers(),
                kafka.brokerWait().toSeconds(),
                detail,
                KafkaSettings.BOOTSTRAP_SERVERS.name(),
                KafkaSettings.BROKER_WAIT.name()),
        failure);
  }

  private static BrokerUnreachableException refused(KafkaSettings kafka, Throwable failure) {
    return new BrokerUnreachableException(
        "Kafka at %s refused the connection: %s. Check %sSASL_... and %sSSL_... ."
            .formatted(
                kafka.bootstrapServers(),
                failure.getMessage(),
                KafkaSettings.PASS_THROUGH_PREFIX,
                KafkaSettings.PASS_THROUGH_PREFIX),
        failure);
  }
}
