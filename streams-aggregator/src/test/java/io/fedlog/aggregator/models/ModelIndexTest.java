package io.fedlog.aggregator.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.aggregator.models.ModelReader.Found;
import io.fedlog.aggregator.models.ModelReader.Wanted;
import io.fedlog.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelIndexTest {
  private static final TopicPartition MODELS = new TopicPartition(Topics.GLOBAL_MODELS.name(), 0);
  private static final TopicPartition STATES = new TopicPartition(Topics.SERVER_STATE.name(), 0);
  private static final Wanted WANTED = new Wanted(MODELS.topic(), "m/1/0");
  private static final Wanted OTHER = new Wanted(MODELS.topic(), "m/1/1");

  /** In the order they were opened: one that follows, one that reads. */
  private final List<MockConsumer<byte[], byte[]>> opened =
      Collections.synchronizedList(new ArrayList<>());

  private final ModelIndex index = new ModelIndex(this::consumer);
  private int failures;
  private boolean failsToFollow;
  private volatile boolean firstIsDeleted;

  @AfterEach
  void close() {
    index.close();
  }

  private MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            LockSupport.parkNanos(1_000_000); // a real one waits
            return super.poll(timeout);
          }
        };
    for (TopicPartition partition : List.of(MODELS, STATES)) {
      consumer.updatePartitions(
          partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, partition.equals(MODELS) ? 2L : 0L));
    }
    if (opened.isEmpty()) {
      consumer.schedulePollTask(() -> addRecords(consumer));
      if (failsToFollow) {
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("gone")));
      }
    } else if (opened.size() % 2 == 1) {
      for (int i = 0; i < failures; i++) {
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("no")));
      }
      for (int i = 0; i < 2; i++) {
        consumer.schedulePollTask(() -> addRecords(consumer));
      }
    }
    opened.add(consumer);
    return consumer;
  }

  /** What a poll finds on the log; a poll takes it away from a consumer of this make. */
  private void addRecords(MockConsumer<byte[], byte[]> consumer) {
    if (!firstIsDeleted) {
      consumer.addRecord(record(WANTED, 0, 7));
    }
    consumer.addRecord(record(OTHER, 1, 8));
  }

  private static ConsumerRecord<byte[], byte[]> record(Wanted wanted, long offset, int value) {
    return new ConsumerRecord<>(
        MODELS.topic(),
        0,
        offset,
        wanted.key().getBytes(StandardCharsets.UTF_8),
        new byte[] {(byte) value});
  }

  @Test
  void shouldReadAgainAndNoMore_whenAReadFails() {
    failures = 1;
    ModelReader reader = index.open();
    reader.request(WANTED);

    assertThat(next(reader).value()).containsExactly(7);
    assertThat(opened).as("nobody began from the start").hasSize(2);
  }

  @Test
  void shouldAnswerTheOthers_whenOneReadFails() {
    failures = 1;
    ModelReader reader = index.open();
    reader.request(WANTED);
    reader.request(OTHER);

    assertThat(List.of(next(reader), next(reader)))
        .extracting(Found::wanted)
        .containsExactlyInAnyOrder(WANTED, OTHER);
    assertThat(opened).hasSize(2);
  }

  @Test
  void shouldSayThatItIsGone_whenItWasDeletedSinceItWasSeen() {
    ModelReader reader = index.open();
    reader.request(new Wanted(STATES.topic(), "m/1/0"));
    assertThat(next(reader).value()).isNull();

    firstIsDeleted = true;
    reader.request(WANTED);
    reader.request(OTHER);

    Found first = next(reader);
    assertThat(first.wanted()).isEqualTo(WANTED);
    assertThat(first.value()).isNull();
    assertThat(next(reader).value()).containsExactly(8);
  }

  @Test
  void shouldGoOnWhereItWas_whenFollowingFails() {
    failsToFollow = true;
    ModelReader reader = index.open();
    Wanted unknown = new Wanted(MODELS.topic(), "other");
    reader.request(unknown);
    await().until(() -> opened.size() == 4);

    // The second consumer that follows is never given the records again.
    reader.request(WANTED);
    Found first = next(reader);
    Found second = first.wanted().equals(unknown) ? next(reader) : first;
    assertThat(second.wanted()).isEqualTo(WANTED);
    assertThat(second.value()).containsExactly(7);
  }

  @Test
  void shouldSayThatThereIsNone_whenTheKeyIsUnknown() {
    ModelReader reader = index.open();
    reader.request(new Wanted(STATES.topic(), "m/1/0"));

    assertThat(next(reader).value()).isNull();
  }

  private static Found next(ModelReader reader) {
    AtomicReference<@Nullable Found> found = new AtomicReference<>();
    await().until(() -> found.updateAndGet(before -> reader.next()) != null);
    return Objects.requireNonNull(found.get());
  }
}
