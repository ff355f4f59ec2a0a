package io.fedlog.benchmarks.system;

import io.fedlog.runtime.KafkaSettings;
import java.util.Properties;

/** Kafka's own clients as somebody would set them who wants nothing but speed. */
public final class Yardstick {
  private Yardstick() {}

  /**
   * An idempotent producer of large batches with five requests under way, which is the most that
   * idempotence allows. On a topic just created, wait for the first record of each partition before
   * the next: the settings of Fedlog's own producers say why.
   *
   * @param batchBytes of a batch at most; a broker's topics take 1 MiB unless told otherwise
   */
  public static Properties producer(KafkaSettings kafka, String clientId, int batchBytes) {
    Properties properties = kafka.producer(clientId);
    properties.setProperty("max.in.flight.requests.per.connection", "5");
    properties.setProperty("max.request.size", Integer.toString(8 << 20));
    properties.setProperty("batch.size", Integer.toString(batchBytes));
    properties.setProperty("linger.ms", "5");
    properties.setProperty("buffer.memory", Integer.toString(64 << 20));
    return properties;
  }
}
