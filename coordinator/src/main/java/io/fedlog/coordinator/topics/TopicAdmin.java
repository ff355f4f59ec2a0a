package io.fedlog.coordinator.topics;

import io.fedlog.schemas.Partitions;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Creates, empties and deletes topics. Only the coordinator may: a topic that matches the
 * aggregator's pattern with another partition count stops the aggregator. Every call may be
 * repeated without harm. Thread-safe; closes nothing.
 */
public final class TopicAdmin {

  private static final int MOST_REPLICAS = 3;
  private static final long VISIBLE_WITHIN_MS = 30_000;
  private static final long LOOK_AGAIN_MS = 50;

  private final Admin admin;
  private final int partitions;
  private final Set<String> known = new HashSet<>();

  /**
   * @param partitions P, the same for every topic of the installation and for ever
   */
  public TopicAdmin(Admin admin, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "partitions: expected 1 or more for the installation, came " + partitions);
    }
    this.admin = admin;
    this.partitions = partitions;
  }

  /**
   * Creates the fixed topics of the catalogue where they are not there yet.
   *
   * @throws WrongTopicException when one is there with another partition count
   */
  public void createFixed() {
    create(Topics.permanent());
  }

  /**
   * Creates the update topics of rounds and waits until the brokers show them.
   *
   * @throws WrongTopicException when one is there with another partition count
   */
  public void createUpdates(Collection<String> roundIds) {
    create(roundIds.stream().map(Topics::updates).toList());
  }

  /** The rounds whose update topic is there. */
  public Set<String> roundsWithTopic() {
    return KafkaAnswers.of(admin.listTopics().names()).stream()
        .filter(name -> Topics.UPDATES_PATTERN.matcher(name).matches())
        .map(Topics::roundIdOfUpdates)
        .collect(Collectors.toSet());
  }

  /**
   * Deletes every record of a round's update topic; the topic stays. Does nothing when the topic is
   * not there or is empty.
   *
   * @return whether there was something to delete
   */
  public boolean empty(String roundId) {
    Optional<TopicDescription> topic = describe(Topics.updates(roundId).name());
    if (topic.isEmpty()) {
      return false;
    }
    List<TopicPartition> all =
        topic.get().partitions().stream()
            .map(partition -> new TopicPartition(topic.get().name(), partition.partition()))
            .toList();
    Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(all, OffsetSpec.latest());
    Map<TopicPartition, ListOffsetsResultInfo> starts = offsets(all, OffsetSpec.earliest());
    Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          ListOffsetsResultInfo start = starts.get(partition);
          if (start != null && start.offset() < end.offset()) {
            before.put(partition, RecordsToDelete.beforeOffset(end.offset()));
          }
        });
    if (!before.isEmpty()) {
      KafkaAnswers.of(admin.deleteRecords(before).all());
    }
    return !before.isEmpty();
  }

  /**
   * Deletes rounds' update topics, all in one request, so that whoever follows them sees one
   * change; leaves out those that are not there.
   */
  public void delete(Collection<String> roundIds) {
    List<String> names = roundIds.stream().map(roundId -> Topics.updates(roundId).name()).toList();
    synchronized (known) {
      names.forEach(known::remove);
    }
    for (KafkaFuture<Void> deleted : admin.deleteTopics(names).topicNameValues().values()) {
      try {
        KafkaAnswers.of(deleted);
      } catch (UnknownTopicOrPartitionException e) {
        // Somebody was faster, which is what was wanted.
      }
    }
  }

  private void create(List<? extends Topic<?>> topics) {
    List<Topic<?>> wanted = new ArrayList<>();
    synchronized (known) {
      topics.stream().filter(topic -> !known.contains(topic.name())).forEach(wanted::add);
    }
    if (wanted.isEmpty()) {
      return;
    }
    short replication = (short) Math.min(MOST_REPLICAS, brokers());
    CreateTopicsResult asked =
        admin.createTopics(
            wanted.stream()
                .map(
                    topic ->
                        new NewTopic(topic.name(), partitionsOf(topic), replication)
                            .configs(topic.settings()))
                .toList());
    for (KafkaFuture<Void> created : asked.values().values()) {
      try {
        KafkaAnswers.of(created);
      } catch (TopicExistsException e) {
        // Its partitions are checked below.
      }
    }
    wanted.forEach(this::awaitVisible);
    synchronized (known) {
      wanted.forEach(topic -> known.add(topic.name()));
    }
  }

  /** Also those that are away for now: a topic made meanwhile is to have all its copies. */
  private int brokers() {
    try {
      return brokers(new DescribeClusterOptions().includeFencedBrokers(true));
    } catch (UnsupportedVersionException e) {
      return brokers(new DescribeClusterOptions()); // Kafka before 4.0 names those that are up
    }
  }

  private int brokers(DescribeClusterOptions which) {
    return KafkaAnswers.of(admin.describeCluster(which).nodes()).size();
  }

  private void awaitVisible(Topic<?> topic) {
    long start = System.nanoTime();
    Optional<TopicDescription> seen = describe(topic.name());
    while (seen.isEmpty() || !led(seen.get())) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(VISIBLE_WITHIN_MS)) {
        throw new TimeoutException(
            "Topic "
                + topic.name()
                + " was created, but no broker shows it after "
                + VISIBLE_WITHIN_MS / 1000
                + " s.");
      }
      KafkaAnswers.pause(LOOK_AGAIN_MS);
      seen = describe(topic.name());
    }
    int came = seen.get().partitions().size();
    if (came != partitionsOf(topic)) {
      throw new WrongTopicException(
          "Topic "
              + topic.name()
              + " has "
              + came
              + " partitions; expected "
              + partitionsOf(topic)
              + ". Partitions are fixed for an installation: set FL_PARTITIONS to what the other"
              + " topics have, or delete this topic if nothing needs it.");
    }
  }

  private static boolean led(TopicDescription topic) {
    return topic.partitions().stream()
        .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
  }

  private int partitionsOf(Topic<?> topic) {
    return topic.partitions() == Partitions.ONE ? 1 : partitions;
  }

  private Optional<TopicDescription> describe(String name) {
    try {
      return Optional.ofNullable(
          KafkaAnswers.of(admin.describeTopics(List.of(name)).allTopicNames()).get(name));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      List<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
    return KafkaAnswers.of(admin.listOffsets(asked).all());
  }
}
