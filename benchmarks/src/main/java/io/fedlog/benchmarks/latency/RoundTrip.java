package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.runtime.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The yardstick: one record in a transaction of its own, from its beginning until a reader of
 * committed records has it. A model takes four such hops one after the other.
 */
final class RoundTrip implements AutoCloseable {
  private static final String TOPIC = "bench.round-trip";
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final byte[] VALUE = new byte[100];

  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;

  RoundTrip(Workbench bench) throws InterruptedException, ExecutionException {
    bench.admin().createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    KafkaSettings kafka = bench.kafka();
    producer =
        new KafkaProducer<>(
            kafka.transactionalProducer("bench-round-trip", "bench-round-trip"),
            new StringSerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    consumer = bench.log().consumer(TOPIC);
  }

  /** Measures so many, one after the other with pauses between. */
  void measure(int count, Samples into) {
    for (int i = 0; i < count; i++) {
      var unused = consumer.poll(PAUSE);
      long start = System.nanoTime();
      producer.beginTransaction();
      var unusedFuture = producer.send(new ProducerRecord<>(TOPIC, "k", VALUE));
      producer.commitTransaction();
      while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
        // not there yet
      }
      into.add((System.nanoTime() - start) / 1e6);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    consumer.close();
  }
}
