package io.fedlog.standalone.backup;

import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.UnusableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Finds where to cut the topics. The aggregators' topics, what they remember and how far they have
 * read change together in transactions; the cut must fall between two of these. It is taken when
 * two looks after each other see the same: then nothing was committed between them.
 */
final class QuietMoment {
  private static final long BETWEEN_LOOKS_MS = 300;

  /** A transaction of which some partitions may have the mark and others not yet. */
  private static final Set<TransactionState> UNDER_WAY =
      EnumSet.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT);

  private final Admin admin;
  private final String group;
  private final boolean withUpdates;

  QuietMoment(Admin admin, String group, boolean withUpdates) {
    this.admin = admin;
    this.group = group;
    this.withUpdates = withUpdates;
  }

  /** Ends of partitions, and how far they were read. */
  private record Look(
      Map<TopicPartition, Long> ends,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      boolean committing) {

    /** Heartbeats come all the time, and nobody folds them. */
    boolean isSameAs(Look other) {
      return !committing
          && !other.committing
          && moving(ends).equals(moving(other.ends))
          && offsets.equals(other.offsets);
    }

    private static Map<TopicPartition, Long> moving(Map<TopicPartition, Long> ends) {
      Map<TopicPartition, Long> moving = new HashMap<>(ends);
      moving.keySet().removeIf(p -> p.topic().equals(Topics.HEARTBEATS.name()));
      return moving;
    }
  }

  /**
   * Waits for it.
   *
   * @throws UnusableException when there is none in time, or no installation
   */
  Contents await(String madeAt, Duration most) throws InterruptedException {
    long start = System.nanoTime();
    List<TopicPartition> all = partitions();
    Look before = look(all);
    while (System.nanoTime() - start < most.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
      all = partitions();
      Look now = look(all);
      if (now.isSameAs(before)) {
        return contents(madeAt, all, now);
      }
      before = now;
    }
    throw new UnusableException(
        "rounds were under way for all of "
            + most.toSeconds()
            + " s, and there was no moment to cut the topics; pause the plans or stop the"
            + " aggregators, or give --wait more time",
        null);
  }

  private List<TopicPartition> partitions() throws InterruptedException {
    TreeSet<String> names = new TreeSet<>();
    for (String name : Answers.of(admin.listTopics().names())) {
      boolean own =
          Topics.UPDATES_PATTERN.matcher(name).matches()
              || Topics.fixed().stream().anyMatch(topic -> topic.name().equals(name));
      if (own || (name.startsWith(group + "-") && name.endsWith("-changelog"))) {
        names.add(name);
      }
    }
    if (!names.contains(Topics.AUDIT.name())) {
      throw new UnusableException("there is no installation here: no fl.audit", null);
    }
    List<TopicPartition> all = new ArrayList<>();
    Answers.of(admin.describeTopics(names).allTopicNames())
        .forEach(
            (name, topic) ->
                IntStream.range(0, topic.partitions().size())
                    .forEach(p -> all.add(new TopicPartition(name, p))));
    return all;
  }

  private Look look(List<TopicPartition> all) throws InterruptedException {
    Map<TopicPartition, Long> ends = offsets(all, OffsetSpec.latest());
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    Answers.of(
            admin
                .listConsumerGroupOffsets(
                    group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null && ends.containsKey(partition)) {
                read.put(partition, offset);
              }
            });
    boolean committing =
        Answers.of(admin.listTransactions().all()).stream()
            .anyMatch(
                t -> t.transactionalId().startsWith(group + "-") && UNDER_WAY.contains(t.state()));
    return new Look(ends, read, committing);
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> all, OffsetSpec which)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    all.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
        Answers.of(
                admin
                    .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all())
            .entrySet()) {
      offsets.put(entry.getKey(), entry.getValue().offset());
    }
    return offsets;
  }

  private Contents contents(String madeAt, List<TopicPartition> all, Look look)
      throws InterruptedException {
    Map<TopicPartition, Long> begins = offsets(all, OffsetSpec.earliest());
    Map<String, Integer> counts = new TreeMap<>();
    all.forEach(partition -> counts.merge(partition.topic(), 1, Integer::sum));
    List<SavedTopic> topics = new ArrayList<>();
    for (Map.Entry<String, Integer> topic : counts.entrySet()) {
      String name = topic.getKey();
      topics.add(
          new SavedTopic(
              name,
              settings(name),
              each(name, topic.getValue(), begins),
              each(name, topic.getValue(), look.ends()),
              withUpdates || !isUpdates(name)));
    }
    List<SavedOffset> offsets = new ArrayList<>();
    look.offsets()
        .forEach(
            (partition, offset) -> {
              if (withUpdates || !isUpdates(partition.topic())) {
                offsets.add(
                    new SavedOffset(
                        partition.topic(),
                        partition.partition(),
                        offset.offset(),
                        offset.metadata()));
              }
            });
    return new Contents(madeAt, group, topics, offsets);
  }

  static boolean isUpdates(String topic) {
    return Topics.UPDATES_PATTERN.matcher(topic).matches();
  }

  private static List<Long> each(String name, int partitions, Map<TopicPartition, Long> offsets) {
    return IntStream.range(0, partitions)
        .mapToObj(p -> offsets.getOrDefault(new TopicPartition(name, p), 0L))
        .toList();
  }

  private Map<String, String> settings(String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> settings = new TreeMap<>();
    for (Config config : Answers.of(admin.describeConfigs(List.of(resource)).all()).values()) {
      for (ConfigEntry entry : config.entries()) {
        if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
            && entry.value() != null) {
          settings.put(entry.name(), entry.value());
        }
      }
    }
    return settings;
  }
}
