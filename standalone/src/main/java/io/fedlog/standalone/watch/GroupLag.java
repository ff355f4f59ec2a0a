package io.fedlog.standalone.watch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records a consumer group has before it: committed records beyond its offsets, over all
 * its partitions. Marks that end transactions count as records, so that a group which has read all
 * may show about one a partition.
 */
public final class GroupLag {

  /** A topic that was just retired is asked for again and again; nobody waits for that. */
  private static final int WITHIN_MS = 3000;

  private GroupLag() {}

  /** The group's lag; empty when it has no offsets, or when we may not ask for them. */
  public static OptionalLong of(Admin admin, String group) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(
              group, new ListConsumerGroupOffsetsOptions().timeoutMs(WITHIN_MS))
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  committed.put(partition, offset);
                }
              });
      return committed.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lag(admin, committed));
    } catch (ExecutionException e) {
      return OptionalLong.empty();
    }
  }

  private static long lag(Admin admin, Map<TopicPartition, OffsetAndMetadata> committed)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    committed.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    ListOffsetsResult ends =
        admin.listOffsets(
            asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(WITHIN_MS));
    long lag = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> one : committed.entrySet()) {
      try {
        long end = ends.partitionResult(one.getKey()).get().offset();
        lag += Math.max(0, end - one.getValue().offset());
      } catch (ExecutionException e) {
        continue; // its topic was retired
      }
    }
    return lag;
  }
}
