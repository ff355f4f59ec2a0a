package io.fedlog.runtime.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Shows what Kafka's clients measure of themselves, each under the part of the process that it
 * serves, for as long as the client is open. Thread-safe.
 */
public final class KafkaMeters implements AutoCloseable {

  /**
   * The label that tells the clients of one process apart; all that Kafka measures must have it.
   */
  public static final String PART = "part";

  private final @Nullable MeterRegistry registry;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(KafkaMeters::thread);

  private final Set<String> labels = ConcurrentHashMap.newKeySet();

  private KafkaMeters(@Nullable MeterRegistry registry) {
    this.registry = registry;
  }

  /** Puts them into that registry. */
  public static KafkaMeters of(MeterRegistry registry) {
    return new KafkaMeters(registry);
  }

  /** Shows nothing: for clients that nobody asks for figures. */
  public static KafkaMeters none() {
    return new KafkaMeters(null);
  }

  /** Until what is returned is closed. */
  public AutoCloseable watch(String part, Producer<String, byte[]> producer) {
    return bind(new KafkaClientMetrics(producer, tags(part), refresher));
  }

  /** Until what is returned is closed. */
  public AutoCloseable watch(String part, AdminClient admin) {
    return bind(new KafkaClientMetrics(admin, tags(part), refresher));
  }

  /** A consumer of string keys and byte values whose figures go when it is closed. */
  public Consumer<String, byte[]> consumer(String part, Properties properties) {
    return consumer(part, properties, new StringDeserializer());
  }

  /** A consumer of byte values whose figures go when it is closed. */
  public <K> Consumer<K, byte[]> consumer(
      String part, Properties properties, Deserializer<K> keys) {
    if (registry == null) {
      return new KafkaConsumer<>(properties, keys, new ByteArrayDeserializer());
    }
    WatchedConsumer<K> consumer = new WatchedConsumer<>(properties, keys);
    String label = label(part);
    KafkaClientMetrics metrics = new KafkaClientMetrics(consumer, tags(label), refresher);
    consumer.watchedBy(
        () -> {
          metrics.close();
          labels.remove(label);
        });
    try {
      metrics.bindTo(registry);
    } catch (RuntimeException e) { // as when this is closed meanwhile
      consumer.close();
      throw e;
    }
    return consumer;
  }

  /** The part, and a number where it has several consumers at once: figures are of one each. */
  private String label(String part) {
    String label = part;
    for (int number = 2; !labels.add(label); number++) {
      label = part + "-" + number;
    }
    return label;
  }

  private KafkaClientMetrics bind(KafkaClientMetrics metrics) {
    if (registry != null) {
      metrics.bindTo(registry);
    }
    return metrics;
  }

  private static List<Tag> tags(String part) {
    return List.of(Tag.of(PART, part));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "kafka-meters");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    refresher.shutdownNow();
  }
}
