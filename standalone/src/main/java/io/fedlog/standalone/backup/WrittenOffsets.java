package io.fedlog.standalone.backup;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions end by now. A transaction's mark is written a moment after its end is
 * acknowledged, and what is written before it would take its offset.
 */
final class WrittenOffsets {
  private static final long LOOK_AGAIN_MS = 2;
  private static final long MOST_MS = 30_000;

  private final Admin admin;
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  WrittenOffsets(Admin admin) {
    this.admin = admin;
  }

  /** Where a partition was last seen to end. */
  long at(String topic, int partition) {
    return ends.getOrDefault(new TopicPartition(topic, partition), 0L);
  }

  /**
   * Waits until partitions end there.
   *
   * @throws IllegalStateException when one ends elsewhere: somebody else writes to it
   */
  void await(String topic, Map<Integer, Long> expected) throws InterruptedException {
    if (expected.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    expected.keySet().forEach(p -> asked.put(new TopicPartition(topic, p), OffsetSpec.latest()));
    long start = System.nanoTime();
    while (true) {
      boolean there = true;
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry :
          Answers.of(admin.listOffsets(asked).all()).entrySet()) {
        long end = entry.getValue().offset();
        long wanted = expected.getOrDefault(entry.getKey().partition(), -1L);
        if (end > wanted || System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(MOST_MS)) {
          throw new IllegalStateException(
              "%s ends at %d, expected %d: something else writes to this Kafka, or it refused a record; restore onto one that nobody uses yet"
                  .formatted(entry.getKey(), end, wanted));
        }
        ends.put(entry.getKey(), end);
        there &= end == wanted;
      }
      if (there) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    }
  }
}
