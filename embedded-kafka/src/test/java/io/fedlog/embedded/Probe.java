package io.fedlog.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A plain client, for looking at a broker from outside. */
final class Probe {
  private final String bootstrapServers;

  Probe(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void createTopic(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  void createReplicatedTopic(String topic, int copies) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) copies))).all().get();
    }
  }

  /** Waits until exactly these brokers have all of partition 0. */
  void awaitInSync(String topic, Set<Integer> brokers) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> inSync(topic).equals(brokers));
  }

  private Set<Integer> inSync(String topic) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            // a paused broker takes a request and never answers it
            "request.timeout.ms",
            "1000",
            "default.api.timeout.ms",
            "3000");
    try (Admin admin = Admin.create(settings)) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .get(0)
          .isr()
          .stream()
          .map(Node::id)
          .collect(Collectors.toSet());
    }
  }

  int clusterNodes() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.describeCluster().nodes().get().size();
    }
  }

  String clusterId() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  /** Sends in one transaction; returns when the broker has it. */
  void sendInTransaction(String topic, String... values) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "probe", "acks", "all");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value));
      }
      producer.commitTransaction();
    }
  }

  /** The records of partition 0 from its start, through a consumer group of the given name. */
  List<ConsumerRecord<String, String>> readAll(String topic, String group, int expected) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            group,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed");
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (found.size() < expected && System.nanoTime() < giveUp) {
        consumer
            .poll(Duration.ofMillis(200))
            .records(new TopicPartition(topic, 0))
            .forEach(found::add);
      }
    }
    return found;
  }
}
