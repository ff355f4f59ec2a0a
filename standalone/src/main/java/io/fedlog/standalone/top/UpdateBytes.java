package io.fedlog.standalone.top;

import io.fedlog.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * How many bytes lie on the rounds' update topics, each counted once however often it is copied.
 */
final class UpdateBytes {

  /** A picture is not held up for longer. */
  private static final int WITHIN_MS = 3000;

  private UpdateBytes() {}

  /** The bytes; empty when the brokers do not tell us. */
  static OptionalLong of(Admin admin) throws InterruptedException {
    try {
      List<Integer> brokers =
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs(WITHIN_MS))
              .nodes()
              .get()
              .stream()
              .map(Node::id)
              .toList();
      Map<TopicPartition, Long> largest = new HashMap<>();
      for (Map<String, LogDirDescription> folders :
          admin
              .describeLogDirs(brokers, new DescribeLogDirsOptions().timeoutMs(WITHIN_MS))
              .allDescriptions()
              .get()
              .values()) {
        folders.values().forEach(folder -> add(folder.replicaInfos(), largest));
      }
      return OptionalLong.of(largest.values().stream().mapToLong(Long::longValue).sum());
    } catch (ExecutionException e) {
      return OptionalLong.empty();
    }
  }

  private static void add(
      Map<TopicPartition, ReplicaInfo> replicas, Map<TopicPartition, Long> largest) {
    replicas.forEach(
        (partition, replica) -> {
          if (Topics.UPDATES_PATTERN.matcher(partition.topic()).matches()) {
            largest.merge(partition, replica.size(), Math::max);
          }
        });
  }
}
