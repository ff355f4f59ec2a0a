package io.fedlog.coordinator.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UploadEnd;
import io.fedlog.schemas.UploadPart;
import io.fedlog.schemas.UploadRecord;
import io.fedlog.schemas.UploadStart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Whatever lies beside it on the log, an upload reads the same to everybody. */
class UploadReaderTest {

  private static final TopicPartition PARTITION = new TopicPartition("fl.uploads", 0);
  private static final String KEY = "0123456789abcdef";
  private static final String OTHER = "fedcba9876543210";
  private static final RecordCodec<UploadRecord> CODEC =
      RecordCodec.of(Topics.UPLOADS, new FingerprintDirectory());

  private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();

  @Test
  void shouldTakeTheFirstPartOfEachPlace_whenSeveralAreThere() {
    add(OTHER, start("other"));
    add(KEY, start("north"));
    add(KEY, part(0, "abc"));
    add(OTHER, part(0, "xyz"));
    add(KEY, part(0, "ABCDE")); // another coordinator's, late
    add(KEY, part(5, "f")); // after a gap
    add(KEY, part(3, "de"));
    add(KEY, part(5, "F"));

    try (UploadReader reader = reader(1)) {
      assertThat(reader.start().getStoreId()).isEqualTo("north");
      assertThat(text(reader.nextPart())).isEqualTo("abc");
      assertThat(text(reader.nextPart())).isEqualTo("de");
      assertThat(text(reader.nextPart())).isEqualTo("F");
      assertThat(reader.nextPart()).isNull();
      assertThat(reader.held()).isEqualTo(6);
      assertThat(reader.ended()).isFalse();
    }
  }

  @Test
  void shouldSeeTheEnd_whenItIsThere() {
    add(KEY, start("north"));
    add(KEY, part(0, "abc"));
    add(KEY, new UploadRecord(new UploadEnd(Instant.EPOCH)));

    try (UploadReader reader = reader(0)) {
      assertThat(reader.start()).isNotNull();
      assertThat(text(reader.nextPart())).isEqualTo("abc");
      assertThat(reader.nextPart()).isNull();
      assertThat(reader.ended()).isTrue();
    }
  }

  @Test
  void shouldReadTheBodyAsOneStream() throws Exception {
    add(KEY, start("north"));
    add(KEY, part(0, "ab"));
    add(KEY, part(2, "c"));

    try (PartsInput body = new PartsInput(reader(0))) {
      assertThat(body.read()).isEqualTo('a');
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("bc");
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldFindNoUpload_whereNoneBegins() {
    add(OTHER, start("other"));
    add(KEY, part(0, "abc"));

    for (long offset : new long[] {0, 1, 2, 1L << 40}) {
      try (UploadReader reader = reader(offset)) {
        assertThat(reader.start()).as("from %d", offset).isNull();
      }
    }
  }

  @Test
  void shouldTakeIdsOfItsOwnFormOnly() {
    assertThat(UploadId.parse(KEY + "-17")).contains(new UploadId(KEY, 17));
    assertThat(new UploadId(KEY, 17)).hasToString(KEY + "-17");
    for (String text :
        List.of("", KEY, KEY + "-", KEY + "--1", KEY + "-01", "x" + KEY + "-1", KEY + "-1\n")) {
      assertThat(UploadId.parse(text)).as(text).isEmpty();
    }
    assertThat(UploadId.parse(KEY + "-9999999999999999999")).as("no offset").isEmpty();
  }

  private UploadReader reader(long offset) {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, (long) log.size()));
    consumer.schedulePollTask(
        () -> log.stream().filter(r -> r.offset() >= offset).forEach(consumer::addRecord));
    return new UploadReader(consumer, PARTITION, new UploadId(KEY, offset), CODEC);
  }

  private void add(String key, UploadRecord value) {
    log.add(new ConsumerRecord<>("fl.uploads", 0, log.size(), key, CODEC.encode(value)));
  }

  private static UploadRecord start(String store) {
    return new UploadRecord(
        UploadStart.newBuilder()
            .setRoundId("r")
            .setStoreId(store)
            .setContentType("application/x-npz")
            .setContentLength(6)
            .setStartedAt(Instant.EPOCH)
            .build());
  }

  private static UploadRecord part(long offset, String bytes) {
    return new UploadRecord(
        new UploadPart(offset, ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8))));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
