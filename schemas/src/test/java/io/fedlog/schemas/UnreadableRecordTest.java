package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, a decoder gives a value or says by a code why not. */
class UnreadableRecordTest {
  private static final int MUTATIONS = 10_000;

  private final SchemaDirectory directory = new FingerprintDirectory();
  private final RecordCodec<Join> joins = RecordCodec.of(Topics.JOINS, directory);
  private final byte[] good =
      joins.encode(new Join("s", "r", "m", Instant.ofEpochMilli(1), null, null));

  static Stream<Topic<?>> topics() {
    return Samples.allTopics().stream();
  }

  @ParameterizedTest
  @CsvSource({
    "'', truncated, header",
    "00, truncated, header",
    "01, bad_magic, was 1",
    "ff00000000, bad_magic, was 255",
    "0000000007, unknown_schema, id 7",
    "ID, truncated, 0 bytes are left",
    "ID 7f, malformed, length is 0 or more",
    "ID feffffff0f 73, truncated, length of 2147483647 bytes",
    "ID ffffffffffffffffffff, malformed, at most 10 bytes",
    "ID 0273 0272 026d 02 04, malformed, schema",
    "ID 0273 0272 026d 02 00 00 00, malformed, 1 bytes are left over",
    "ID 02ff 0272 026d 02 00 00, malformed, UTF-8"
  })
  void shouldSayWhy_whenBytesAreBad(String hex, String reason, String detail) {
    String id = HexFormat.of().formatHex(good, 0, 5);
    byte[] bytes = HexFormat.of().parseHex(hex.replace("ID", id).replace(" ", ""));
    assertUnreadable(bytes, reason, detail);
  }

  @Test
  void shouldSayTooLarge_whenARecordExceedsTheBound() {
    assertUnreadable(Arrays.copyOf(good, 1_044_481), "too_large", "1044480");
  }

  @Test
  void shouldSayWrongSchema_whenARecordIsAnotherTopics() {
    byte[] heartbeat =
        RecordCodec.of(Topics.HEARTBEATS, directory)
            .encode(new Heartbeat("s", Instant.EPOCH, "0.1.0", List.of(), null, null));
    assertUnreadable(heartbeat, "wrong_schema", "io.fedlog.schemas.Heartbeat");
  }

  @Test
  void shouldSayWrongSchema_whenTheWritersSchemaCannotBeResolved() {
    Schema other =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Join\",\"namespace\":\"io.fedlog.schemas\","
                    + "\"fields\":[{\"name\":\"store_id\",\"type\":\"boolean\"}]}");
    byte[] bytes =
        Samples.written(
            other,
            directory.idOf("fl.joins-value", other),
            new GenericRecordBuilder(other).set("store_id", true).build());
    assertUnreadable(bytes, "wrong_schema", "a newer Fedlog may have written it");
  }

  @Test
  void shouldStopEarly_whenAWritersSchemaNestsWithoutEnd() {
    // Given a list schema whose data claims to go on for half a million levels
    Schema nested =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Join\",\"namespace\":\"io.fedlog.schemas\","
                    + "\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Join\"]},"
                    + "{\"name\":\"nothing\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}]}");
    byte[] bytes = new byte[500_000];
    Arrays.fill(bytes, (byte) 2);
    byte[] header = Samples.written(nested, directory.idOf("x", nested), leaf(nested));
    System.arraycopy(header, 0, bytes, 0, 5);

    UnreadableRecordException e =
        catchThrowableOfType(UnreadableRecordException.class, () -> joins.decode(bytes));

    assertThat(e.reason()).isIn("malformed", "wrong_schema");
  }

  @Test
  void shouldAllocateLittle_whenAHugeLengthIsDeclared() {
    // Given a roster page that declares 2^31 - 1 entries
    RecordCodec<RoundControl> control = RecordCodec.of(Topics.ROUND_CONTROL, directory);
    int id = directory.idOf("fl.round-control-value", Topics.ROUND_CONTROL.schema());
    byte[] bytes =
        HexFormat.of().parseHex("00" + HexFormat.of().toHexDigits(id) + "026d0202720000feffffff0f");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThatThrownBy(() -> control.decode(bytes)).hasMessageContaining("2147483647 items");

    // When
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      control.decode(bytes);
    } catch (UnreadableRecordException expected) {
      assertThat(expected.reason()).isEqualTo("truncated");
    }

    // Then
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldThrowNothingElse_whenBytesAreMutated(Topic<?> topic) {
    assertOnlyUnreadable(topic);
  }

  private <T extends SpecificRecord> void assertOnlyUnreadable(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, directory);
    Random random = new Random(topic.name().hashCode());
    Schema schema = PortableSchema.of(topic.schema());
    int id = directory.idOf(topic.subject(), schema);
    List<byte[]> seeds = Samples.randomRecords(schema, id, 50, random);
    int unreadable = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(seeds.get(i % seeds.size()), random);
      try {
        codec.decode(bytes);
      } catch (UnreadableRecordException e) {
        assertThat(e.reason())
            .isIn(
                "bad_magic",
                "unknown_schema",
                "wrong_schema",
                "truncated",
                "malformed",
                "too_large");
        unreadable++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            topic + ", mutation " + i + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(unreadable).isBetween(MUTATIONS / 4, MUTATIONS);
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    switch (random.nextInt(5)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
      }
      case 2 -> {
        for (int i = random.nextInt(3); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 3 -> {
        int from = 5 + random.nextInt(Math.max(1, bytes.length - 5));
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 9), (byte) -1);
      }
      default -> {
        for (int i = 5; i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt(256);
        }
      }
    }
    return bytes;
  }

  private void assertUnreadable(byte[] bytes, String reason, String detail) {
    UnreadableRecordException e =
        catchThrowableOfType(UnreadableRecordException.class, () -> joins.decode(bytes));
    assertThat(e).isNotNull();
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.detail()).contains(detail);
  }

  private static Object leaf(Schema nested) {
    GenericData.Record leaf = new GenericData.Record(nested);
    leaf.put("nothing", List.of());
    return leaf;
  }
}
