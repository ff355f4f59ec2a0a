package io.fedlog.coordinator.metrics;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer that takes its figures with it: those that fail are closed and made anew. */
final class WatchedConsumer extends KafkaConsumer<String, byte[]> {

  private @Nullable Runnable end;

  WatchedConsumer(Properties properties) {
    super(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** What is done when this is closed. */
  void watchedBy(Runnable atTheEnd) {
    end = atTheEnd;
  }

  private void forget() {
    if (end != null) {
      end.run();
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
