package io.fedlog.runtime.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EnrolmentFeedTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.STORES.name(), 0);
  private static final FingerprintDirectory SCHEMAS = new FingerprintDirectory();
  private static final RecordCodec<StoreEnrolment> CODEC = RecordCodec.of(Topics.STORES, SCHEMAS);
  private static final SigningKey FIRST = SigningKey.generate();
  private static final SigningKey SECOND = SigningKey.generate();

  @Test
  void shouldHoldTheNewestOfEachStore_whenCaughtUp() throws Exception {
    MockConsumer<String, byte[]> consumer = consumer(5);
    consumer.schedulePollTask(
        () -> {
          add(consumer, 0, "north", enrolment("north", FIRST));
          add(consumer, 1, "south", enrolment("south", SECOND));
          add(consumer, 2, "north", enrolment("north", SECOND));
          add(consumer, 3, "west", enrolment("west", FIRST));
          add(consumer, 4, "west", null);
        });
    try (EnrolmentFeed feed = new EnrolmentFeed(() -> consumer, SCHEMAS)) {
      feed.start();
      feed.caughtUp().get();

      assertThat(feed.stores().of("north"))
          .isEqualTo(new Enrolment("north", SECOND.id(), SECOND.publicKey(), false, 2));
      assertThat(feed.stores().of("south")).isNotNull();
      assertThat(feed.stores().of("west")).isNull();
    }
  }

  @Test
  void shouldTakeAStoresKeyAway_whenItsNewestRecordCannotBeUsed() throws Exception {
    MockConsumer<String, byte[]> consumer = consumer(4);
    consumer.schedulePollTask(
        () -> {
          add(consumer, 0, "north", enrolment("north", FIRST));
          add(consumer, 1, "north", new byte[] {0, 1, 2});
          add(consumer, 2, "south", enrolment("south", SECOND));
          add(consumer, 3, "south", enrolment("other", SECOND));
        });
    try (EnrolmentFeed feed = new EnrolmentFeed(() -> consumer, SCHEMAS)) {
      feed.start();
      feed.caughtUp().get();

      assertThat(feed.stores().of("north")).isNull();
      assertThat(feed.stores().of("south")).isNull();
      assertThat(feed.stores().of("other")).isNull();
    }
  }

  @Test
  void shouldGoOnWhereItWas_whenKafkaWasAway() {
    MockConsumer<String, byte[]> broken = consumer(1);
    broken.schedulePollTask(() -> add(broken, 0, "north", enrolment("north", FIRST)));
    broken.schedulePollTask(() -> broken.setPollException(new DisconnectException("away")));
    MockConsumer<String, byte[]> next = consumer(2);
    next.schedulePollTask(() -> add(next, 1, "south", enrolment("south", SECOND)));
    Queue<MockConsumer<String, byte[]>> consumers = new ArrayDeque<>(List.of(broken, next));
    try (EnrolmentFeed feed = new EnrolmentFeed(consumers::remove, SCHEMAS)) {
      feed.start();

      await().until(() -> feed.stores().of("south") != null);
      assertThat(feed.stores().of("north")).isNotNull();
    }
  }

  private static MockConsumer<String, byte[]> consumer(long end) {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions(
        PARTITION.topic(),
        List.of(
            new PartitionInfo(
                PARTITION.topic(),
                PARTITION.partition(),
                Node.noNode(),
                new Node[0],
                new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return consumer;
  }

  private static void add(
      MockConsumer<String, byte[]> consumer, long offset, String key, byte @Nullable [] value) {
    consumer.addRecord(
        new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, key, value));
  }

  private static byte[] enrolment(String storeId, SigningKey key) {
    return CODEC.encode(
        StoreEnrolment.newBuilder()
            .setStoreId(storeId)
            .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
            .setSigningKeyId(key.id())
            .setStatus(EnrolmentStatus.ENROLLED)
            .setChangedAt(Instant.EPOCH)
            .setChangedBy("test")
            .build());
  }
}
