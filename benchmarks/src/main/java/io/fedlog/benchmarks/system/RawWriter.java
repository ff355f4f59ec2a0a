package io.fedlog.benchmarks.system;

import io.fedlog.runtime.KafkaSettings;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The yardstick of everything that writes: one thread, one plain idempotent producer. */
public final class RawWriter {
  private RawWriter() {}

  /** Seconds from the first record to the last acknowledgement. */
  public static double seconds(
      KafkaSettings kafka, String topic, int partitions, long bytes, int recordBytes) {
    byte[] value = new byte[recordBytes];
    new SplittableRandom(1).nextBytes(value);
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Yardstick.producer(kafka, "bench-raw-writer", 1 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (long n = 0; n < (bytes - 1) / recordBytes + 1; n++) {
        var unused =
            producer.send(
                new ProducerRecord<>(topic, (int) (n % partitions), null, value),
                (metadata, failed) -> {
                  if (failed != null) {
                    failure.compareAndSet(null, failed);
                  }
                });
        if (n == partitions - 1) {
          producer.flush(); // as Yardstick says
        }
      }
      producer.flush();
      Exception failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("The broker did not take a record", failed);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
