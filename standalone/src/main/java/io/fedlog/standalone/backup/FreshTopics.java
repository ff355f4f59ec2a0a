package io.fedlog.standalone.backup;

import io.fedlog.standalone.terminal.UnusableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics that a restore writes to: made as the backup says, but so that they take the records'
 * own times and lose nothing until they are whole.
 */
final class FreshTopics {
  private static final int MOST_REPLICAS = 3;
  private static final long LOOK_AGAIN_MS = 50;
  private static final long VISIBLE_WITHIN_MS = 30_000;

  private static final Map<String, String> WHILE_WRITTEN =
      Map.of(
          "message.timestamp.type", "CreateTime", "cleanup.policy", "delete", "retention.ms", "-1");

  private final Admin admin;

  FreshTopics(Admin admin) {
    this.admin = admin;
  }

  /**
   * Refuses a Kafka on which one of the topics is already.
   *
   * @throws UnusableException with their names
   */
  void requireNone(Contents contents) throws InterruptedException {
    Set<String> there = new HashSet<>(Answers.of(admin.listTopics().names()));
    List<String> taken =
        contents.topics().stream().map(SavedTopic::name).filter(there::contains).toList();
    if (!taken.isEmpty()) {
      throw new UnusableException(
          "a backup is restored onto a fresh Kafka, but this one has %d of its topics: %s%s; give"
                  .formatted(
                      taken.size(),
                      taken.stream().limit(3).toList(),
                      taken.size() > 3 ? ", ..." : "")
              + " another, on which no service has been started yet",
          null);
    }
  }

  void create(Contents contents) throws InterruptedException {
    int brokers = Answers.of(admin.describeCluster().nodes()).size();
    List<NewTopic> topics = new ArrayList<>();
    for (SavedTopic topic : contents.topics()) {
      Map<String, String> settings = new TreeMap<>(topic.settings());
      settings.putAll(WHILE_WRITTEN);
      topics.add(
          new NewTopic(topic.name(), topic.partitions(), (short) Math.min(MOST_REPLICAS, brokers))
              .configs(settings));
    }
    Answers.of(admin.createTopics(topics).all());
    List<String> names = contents.topics().stream().map(SavedTopic::name).toList();
    long start = System.nanoTime();
    while (!led(names)) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(VISIBLE_WITHIN_MS)) {
        throw new IllegalStateException("the topics were made, but no broker leads them");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    }
  }

  private boolean led(List<String> names) throws InterruptedException {
    try {
      return Answers.of(admin.describeTopics(names).allTopicNames()).values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  /** Deletes what fills the partitions before their first records. */
  void begin(String topic, Map<Integer, Long> beginnings) throws InterruptedException {
    Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
    beginnings.forEach(
        (p, offset) ->
            before.put(new TopicPartition(topic, p), RecordsToDelete.beforeOffset(offset)));
    if (!before.isEmpty()) {
      var unused = Answers.of(admin.deleteRecords(before).all());
    }
  }

  /** Gives the topics the settings that they had. */
  void settle(Contents contents) throws InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (SavedTopic topic : contents.topics()) {
      List<AlterConfigOp> ops = new ArrayList<>();
      for (String name : WHILE_WRITTEN.keySet()) {
        String value = topic.settings().get(name);
        ops.add(
            new AlterConfigOp(
                new ConfigEntry(name, value),
                value == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET));
      }
      changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), ops);
    }
    var unused = Answers.of(admin.incrementalAlterConfigs(changes).all());
  }
}
