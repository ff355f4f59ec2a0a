package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
  private final SchemaDirectory directory = new FingerprintDirectory();
  private final RecordCodec<Join> joins = RecordCodec.of(Topics.JOINS, directory);

  static Stream<Topic<?>> topics() {
    return Samples.allTopics().stream();
  }

  @Test
  void shouldWriteTheConfluentWireFormat_whenEncoding() {
    // Given
    Join join = new Join("s", "r", "m", Instant.ofEpochMilli(1), null, null);

    // When
    byte[] bytes = joins.encode(join);

    // Then: 0, the id, then by hand "s" "r" "m" as length 1 (zigzag 2), millisecond 1, two nulls
    int id = directory.idOf("fl.joins-value", Topics.JOINS.schema());
    assertThat(bytes).startsWith(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    assertThat(HexFormat.of().formatHex(bytes, 5, bytes.length))
        .isEqualTo("027302720" + "26d020000");
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldReadWhatAvroItselfWrote_whenEncodingAgain(Topic<?> topic) {
    assertRoundTrips(topic);
  }

  private <T extends SpecificRecord> void assertRoundTrips(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, directory);
    Schema portable = PortableSchema.of(topic.schema());
    int id = directory.idOf(topic.subject(), portable);
    for (byte[] bytes : Samples.randomRecords(portable, id, 50, new Random(7))) {
      T value = codec.decode(bytes);
      byte[] again = codec.encode(value);
      assertThat(again).hasSameSizeAs(bytes);
      assertThat(codec.decode(again)).isEqualTo(value);
    }
  }

  @Test
  void shouldGiveAReadOnlyViewOfTheBytes_whenDecodingAPayload() {
    RecordCodec<UpdateRecord> updates = RecordCodec.of(Topics.updates("r-1"), directory);
    byte[] payload = "parameters".getBytes(StandardCharsets.UTF_8);

    UpdateChunk chunk =
        (UpdateChunk) updates.decode(updates.encode(Samples.chunk(payload))).getBody();

    assertThat(chunk.getPayload()).isEqualTo(ByteBuffer.wrap(payload));
    assertThatThrownBy(() -> chunk.getPayload().array())
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void shouldTakeAChunkOf512KiB_whenEncoding() {
    RecordCodec<UpdateRecord> updates = RecordCodec.of(Topics.updates("r-1"), directory);
    UpdateRecord record = Samples.chunk(new byte[512 << 10]);
    assertThat(updates.decode(updates.encode(record))).isEqualTo(record);
  }

  @Test
  void shouldNameTopicAndKeyFields_whenARecordIsTooLarge() {
    RecordCodec<UpdateRecord> updates = RecordCodec.of(Topics.updates("r-1"), directory);
    assertThatThrownBy(() -> updates.encode(Samples.chunk(new byte[1 << 20])))
        .isInstanceOf(UnwritableRecordException.class)
        .hasMessageContaining("fl.updates.r-1")
        .hasMessageContaining("1044480 bytes")
        .hasMessageContaining("round_id=r-1, store_id=s-7, attempt_id=99, chunk_index=3")
        .hasMessageContaining("smaller chunks");
  }

  @Test
  void shouldNameTheTopic_whenAFieldHasNoValue() {
    UpdateRecord empty = new UpdateRecord(null);
    assertThatThrownBy(() -> RecordCodec.of(Topics.updates("r-1"), directory).encode(empty))
        .isInstanceOf(UnwritableRecordException.class)
        .hasMessageContaining("fl.updates.r-1");
  }

  @Test
  void shouldResolveToThisVersion_whenAnotherVersionWroteTheRecord() {
    // Given a later Join with one more field, and no signature
    Schema later =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"Join","namespace":"io.fedlog.schemas","fields":[
                 {"name":"note","type":{"type":"array","items":"string"}},
                 {"name":"round_id","type":"string"},{"name":"store_id","type":"string"},
                 {"name":"model_type","type":"string"},
                 {"name":"joined_at","type":{"type":"long","logicalType":"timestamp-millis"}}]}
                """);
    Object written =
        new GenericRecordBuilder(later)
            .set("note", List.of("a", "b"))
            .set("round_id", "r")
            .set("store_id", "s")
            .set("model_type", "m")
            .set("joined_at", 5L)
            .build();

    // When
    Join join =
        joins.decode(Samples.written(later, directory.idOf("fl.joins-value", later), written));

    // Then
    assertThat(join).isEqualTo(new Join("s", "r", "m", Instant.ofEpochMilli(5), null, null));
  }

  @Test
  void shouldKeepTombstones_whenUsedAsASerde() {
    assertThat(joins.serde().serializer().serialize("fl.joins", null)).isNull();
    assertThat(joins.serde().deserializer().deserialize("fl.joins", null)).isNull();
  }

  @Test
  void shouldAgreeWithItself_whenFourThreadsShareIt() throws Exception {
    RecordCodec<UpdateRecord> shared = RecordCodec.of(Topics.updates("r-1"), directory);
    Callable<Boolean> work =
        () -> {
          for (int i = 0; i < 500; i++) {
            UpdateRecord record = Samples.chunk(new byte[i]);
            if (!shared.decode(shared.encode(record)).equals(record)) {
              return false;
            }
          }
          return true;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> result : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
