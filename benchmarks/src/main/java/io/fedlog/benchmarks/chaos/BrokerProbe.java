package io.fedlog.benchmarks.chaos;

import io.fedlog.runtime.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Looks at the cluster from outside: whether it takes records, and whether all copies are there.
 */
final class BrokerProbe implements AutoCloseable {
  private static final String TOPIC = "chaos-probe";
  private static final int PARTITIONS = 6;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  BrokerProbe(KafkaSettings kafka) throws InterruptedException {
    Properties asking = kafka.admin("chaos-probe");
    // a paused broker takes a request and never answers it
    asking.setProperty("request.timeout.ms", "2000");
    asking.setProperty("default.api.timeout.ms", "6000");
    this.admin = Admin.create(asking);
    Properties writing = kafka.producer("chaos-probe");
    writing.setProperty("request.timeout.ms", "2000");
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot create " + TOPIC + ": " + e.getCause(), e);
    }
  }

  /**
   * Writes one record to every partition, whoever leads it.
   *
   * @return whether all were acknowledged by two brokers
   */
  boolean write() throws InterruptedException {
    List<Future<?>> sent = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      sent.add(producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[1])));
    }
    try {
      for (Future<?> one : sent) {
        one.get();
      }
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /**
   * Waits until every partition of every topic has all its copies.
   *
   * @return whether that came in time
   */
  boolean awaitInSync(Duration most) throws InterruptedException {
    long limit = System.nanoTime() + most.toNanos();
    while (!isInSync()) {
      if (System.nanoTime() > limit) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    }
    return true;
  }

  private boolean isInSync() throws InterruptedException {
    try {
      Map<String, TopicDescription> all =
          admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get();
      return all.values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(BrokerProbe::hasAllCopies);
    } catch (ExecutionException e) {
      return false; // not now
    }
  }

  private static boolean hasAllCopies(TopicPartitionInfo partition) {
    return partition.leader() != null && partition.isr().size() == partition.replicas().size();
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
    admin.close(CLOSE_LIMIT);
  }
}
