package io.fedlog.coordinator.metrics;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer that takes its figures with it: those that fail are closed and made anew. */
final class WatchedConsumer extends KafkaConsumer<String, byte[]> {

  private @Nullable KafkaClientMetrics metrics;

  WatchedConsumer(Properties properties) {
    super(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  void watchedBy(KafkaClientMetrics shown) {
    metrics = shown;
  }

  private void forget() {
    if (metrics != null) {
      metrics.close();
    }
  }

  @Override
  public void close() {
    forget();
    super.close();
  }

  @Override
  @Deprecated
  public void close(Duration timeout) {
    forget();
    super.close(timeout);
  }

  @Override
  public void close(CloseOptions options) {
    forget();
    super.close(options);
  }
}
