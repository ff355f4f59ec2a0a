package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topic;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Reads one topic on and on, each record once, and only what is committed. Not thread-safe. */
final class Follower<T extends SpecificRecord> implements AutoCloseable {
  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;
  private final RecordCodec<T> codec;

  Follower(Workbench bench, Topic<T> topic) {
    this.topic = topic.name();
    this.consumer = bench.log().consumer(topic.name());
    this.codec = RecordCodec.of(topic, bench.schemas());
  }

  /** A record, and when the broker took it in. */
  record Seen<T>(String key, T value, long appendedAt) {}

  /** Waits for a record; those before it are passed over. */
  Seen<T> await(Predicate<Seen<T>> condition, Duration patience) throws TimeoutException {
    long limit = System.nanoTime() + patience.toNanos();
    Seen<T> found = null;
    while (found == null) {
      if (System.nanoTime() > limit) {
        throw new TimeoutException(
            "nothing fitting on " + topic + " within " + patience.toSeconds() + " s");
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
        if (record.value() != null && found == null) {
          Seen<T> seen = seen(record);
          found = condition.test(seen) ? seen : null;
        }
      }
    }
    return found;
  }

  /** Takes in what has come until now. */
  void catchUp(Consumer<Seen<T>> action, Duration patience) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
      if (record.value() != null) {
        action.accept(seen(record));
      }
    }
  }

  private Seen<T> seen(ConsumerRecord<String, byte[]> record) {
    return new Seen<>(record.key(), codec.decode(record.value()), record.timestamp());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
