package io.fedlog.coordinator.audit;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import io.fedlog.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds the newest committed head without reading all of them. */
final class LastHead {
  private static final TopicPartition HEADS = new TopicPartition(Topics.AUDIT_HEADS.name(), 0);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long FIRST_LOOK = 16;

  private LastHead() {}

  /**
   * The newest head; null when there is none.
   *
   * @throws ContradictionException when the newest record is no head
   */
  static @Nullable TreeHead find(Consumer<String, byte[]> consumer, RecordCodec<TreeHead> codec) {
    consumer.assign(List.of(HEADS));
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(List.of(HEADS));
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(HEADS));
    long begin = begins.getOrDefault(HEADS, 0L);
    long end = ends.getOrDefault(HEADS, 0L);
    // Offsets are also taken by what ends transactions, and by transactions that were given up.
    long from = end;
    for (long back = FIRST_LOOK; from > begin; back *= 8) {
      from = Math.max(begin, end - back);
      ConsumerRecord<String, byte[]> last = lastBetween(consumer, from, end);
      if (last != null) {
        return decoded(last, codec);
      }
    }
    return null;
  }

  private static @Nullable ConsumerRecord<String, byte[]> lastBetween(
      Consumer<String, byte[]> consumer, long from, long end) {
    consumer.seek(HEADS, from);
    ConsumerRecord<String, byte[]> last = null;
    while (consumer.position(HEADS) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        last = record;
      }
    }
    return last;
  }

  private static TreeHead decoded(
      ConsumerRecord<String, byte[]> record, RecordCodec<TreeHead> codec) {
    byte[] value = record.value();
    try {
      if (value != null) {
        return codec.decode(value);
      }
    } catch (UnreadableRecordException e) {
      throw new ContradictionException(noHead(record.offset(), e.getMessage()));
    }
    throw new ContradictionException(noHead(record.offset(), "it is empty"));
  }

  private static String noHead(long offset, @Nullable String why) {
    return "the newest record of fl.audit-heads, at offset " + offset + ", is no head: " + why;
  }
}
