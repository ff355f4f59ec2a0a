package io.fedlog.runtime.meters;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** A consumer that takes its figures with it: those that fail are closed and made anew. */
final class WatchedConsumer<K> extends KafkaConsumer<K, byte[]> {

  private @Nullable Runnable end;

  WatchedConsumer(Properties properties, Deserializer<K> keys) {
    super(properties, keys, new ByteArrayDeserializer());
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
