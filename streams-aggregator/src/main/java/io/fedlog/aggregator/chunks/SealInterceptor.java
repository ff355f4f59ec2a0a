package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Shows every seal that a stream thread fetches to {@link SealsAhead}. Kafka makes it by its name,
 * which is why it must be public; it changes no record.
 */
public final class SealInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  private static final String SEALS = "fedlog.seals.ahead";
  private static final String CONSUMER = "main.consumer.";
  private static final byte[] SEAL_KEY_END =
      Keys.seal("s").substring(1).getBytes(StandardCharsets.UTF_8);

  private @Nullable SealsAhead seals;

  /** Makes the consumers of a Kafka Streams application show their seals. */
  public static void install(SealsAhead seals, Properties streams) {
    streams.put(CONSUMER + SEALS, seals);
    streams.merge(
        CONSUMER + "interceptor.classes",
        SealInterceptor.class.getName(),
        (others, own) -> others + "," + own);
  }

  @Override
  public void configure(Map<String, ?> properties) {
    seals = properties.get(SEALS) instanceof SealsAhead found ? found : null;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    SealsAhead ahead = seals;
    if (ahead != null) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (isSeal(record)) {
          ahead.begin(record.value());
        }
      }
    }
    return records;
  }

  private static boolean isSeal(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    return key != null
        && record.value() != null
        && key.length > SEAL_KEY_END.length
        && Arrays.equals(
            key, key.length - SEAL_KEY_END.length, key.length, SEAL_KEY_END, 0, SEAL_KEY_END.length)
        && Topics.UPDATES_PATTERN.matcher(record.topic()).matches();
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
