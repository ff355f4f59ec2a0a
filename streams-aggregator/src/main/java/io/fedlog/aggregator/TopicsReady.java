package io.fedlog.aggregator;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.Partitions;
import io.fedlog.schemas.Role;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the coordinator has created the topics of the aggregator, and checks that they have
 * this installation's partition count: a stream thread dies of a topic that has another.
 */
final class TopicsReady {
  private static final Logger log = LoggerFactory.getLogger(TopicsReady.class);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private TopicsReady() {}

  /**
   * Waits, without end, until all topics are there.
   *
   * @throws IllegalStateException if a topic has another partition count
   */
  static void await(KafkaSettings kafka, int partitions) throws InterruptedException {
    try (Admin admin = Admin.create(kafka.admin("fedlog-aggregator-topics"))) {
      boolean told = false;
      while (!allThere(admin, partitions)) {
        if (!told) {
          log.info("Waiting for the coordinator to create the topics");
          told = true;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
  }

  /** Of others Kafka may tell the aggregator nothing, not even that they are there. */
  private static boolean isOurs(Topic<?> topic) {
    return topic.writers().contains(Role.AGGREGATOR) || topic.readers().contains(Role.AGGREGATOR);
  }

  private static boolean allThere(Admin admin, int partitions) throws InterruptedException {
    List<? extends Topic<?>> ours =
        Topics.permanent().stream().filter(TopicsReady::isOurs).toList();
    List<String> names = ours.stream().<String>map(Topic::name).toList();
    Map<String, KafkaFuture<TopicDescription>> found =
        new HashMap<>(admin.describeTopics(names).topicNameValues());
    for (Topic<?> topic : ours) {
      try {
        KafkaFuture<TopicDescription> description = found.get(topic.name());
        if (description == null) {
          return false;
        }
        int came = description.get().partitions().size();
        int expected = topic.partitions() == Partitions.ONE ? 1 : partitions;
        if (came != expected) {
          throw new IllegalStateException(
              ("topic %s has %d partitions; expected %d. Set FL_PARTITIONS to what the installation"
                      + " was created with; it cannot be changed later.")
                  .formatted(topic.name(), came, expected));
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          return false;
        }
        log.warn("Cannot look at the topics yet: {}", e.getMessage());
        return false;
      }
    }
    return true;
  }
}
