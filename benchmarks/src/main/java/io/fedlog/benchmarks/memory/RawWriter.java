package io.fedlog.benchmarks.memory;

import io.fedlog.runtime.KafkaSettings;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The yardstick of everything that writes: one thread, one plain idempotent producer. */
final class RawWriter {
  private RawWriter() {}

  /** Seconds from the first record to the last acknowledgement. */
  static double seconds(
      KafkaSettings kafka, String topic, int partitions, long bytes, int recordBytes) {
    byte[] value = new byte[recordBytes];
    new SplittableRandom(1).nextBytes(value);
    Properties properties = kafka.producer("bench-raw-writer");
    properties.setProperty("batch.size", Integer.toString(1 << 20));
    properties.setProperty("linger.ms", "5");
    properties.setProperty("buffer.memory", Integer.toString(64 << 20));
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long n = 0; n < (bytes - 1) / recordBytes + 1; n++) {
        var unused =
            producer.send(new ProducerRecord<>(topic, (int) (n % partitions), null, value));
      }
      producer.flush();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
