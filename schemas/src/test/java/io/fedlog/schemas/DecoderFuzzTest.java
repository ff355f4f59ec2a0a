package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spoiled records of every topic. Another reader of Avro says what each is; the decoder must give
 * the same value or the right reason, and must not spend more memory than the record's size
 * warrants. {@code -Dfedlog.fuzz.cases} and {@code -Dfedlog.fuzz.seed} make it other or more cases.
 */
class DecoderFuzzTest {
  private static final int CASES = Integer.getInteger("fedlog.fuzz.cases", 10_000);
  private static final long SEED = Long.getLong("fedlog.fuzz.seed", 20_260_713);
  private static final int SAMPLES = 50;

  /** A reason's text and an exception, and what a value takes beyond its bytes. */
  private static final long BYTES_A_RECORD = 32 << 10;

  private static final long BYTES_A_BYTE = 64;

  private final SchemaDirectory directory = new FingerprintDirectory();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<Topic<?>> topics() {
    return Samples.allTopics().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldGiveTheValueOrTheReason_whateverTheBytes(Topic<?> topic) {
    System.out.printf("%s: %d cases, -Dfedlog.fuzz.seed=%d%n", topic, CASES, SEED);
    fuzz(topic);
  }

  private <T extends SpecificRecord> void fuzz(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, directory);
    long seed = SEED + topic.name().hashCode();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Schema schema = PortableSchema.of(topic.schema());
    int id = directory.idOf(topic.subject(), schema);
    List<byte[]> samples = Samples.randomRecords(schema, id, SAMPLES, new Random(seed));
    List<Integer> ids =
        Samples.allTopics().stream().map(t -> PortableSchema.fingerprint(t.schema())).toList();
    Mutator mutator = new Mutator(random, ids);
    samples.forEach(codec::decode); // what is made once is no single record's
    int values = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes =
          mutator.spoil(samples.get(random.nextInt(SAMPLES)), samples.get(random.nextInt(SAMPLES)));
      Object expected = expected(schema, id, ids, bytes);
      Object came = decode(codec, bytes);
      if (came instanceof SpecificRecord) {
        came = written(codec, topic.type().cast(came), schema);
        values++;
      }
      boolean same = expected instanceof Set<?> any ? any.contains(came) : expected.equals(came);
      if (!same) {
        throw new AssertionError(
            "%s, case %d of seed %d: expected %s, came %s, for %s"
                .formatted(topic, i, SEED, expected, came, hex(bytes)));
      }
    }
    assertThat(values).as("records that are still values").isBetween(CASES / 50, CASES / 2);
  }

  /** What the bytes are, by nothing of Fedlog's reading code: a value, or the reasons why not. */
  private static Object expected(Schema schema, int id, List<Integer> ids, byte[] bytes) {
    if (bytes.length > 1_044_480) {
      return Set.of("too_large");
    } else if (bytes.length > 0 && bytes[0] != 0) {
      return Set.of("bad_magic");
    } else if (bytes.length < 5) {
      return Set.of("truncated");
    }
    int came = ByteBuffer.wrap(bytes, 1, 4).getInt();
    if (came != id) {
      return Set.of(ids.contains(came) ? "wrong_schema" : "unknown_schema");
    }
    try {
      return PlainAvro.read(schema, bytes, 5);
    } catch (PlainAvro.BadValueException e) {
      return Set.of("truncated", "malformed");
    }
  }

  /** The decoder's value, or its reason. */
  private <T extends SpecificRecord> Object decode(RecordCodec<T> codec, byte[] bytes) {
    long bound = BYTES_A_RECORD + BYTES_A_BYTE * bytes.length;
    long before = threads.getCurrentThreadAllocatedBytes();
    Object came = tryDecode(codec, bytes);
    if (threads.getCurrentThreadAllocatedBytes() - before > bound) {
      before = threads.getCurrentThreadAllocatedBytes(); // without what a process makes once
      came = tryDecode(codec, bytes);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for %d of %s, seed %d", bytes.length, hex(bytes), SEED)
          .isLessThan(bound);
    }
    return came;
  }

  private static <T extends SpecificRecord> Object tryDecode(RecordCodec<T> codec, byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (UnreadableRecordException e) {
      return e.reason();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(e + " for " + hex(bytes), e);
    }
  }

  /** What another reader makes of the value, written again. */
  private static <T extends SpecificRecord> Object written(
      RecordCodec<T> codec, T value, Schema schema) {
    try {
      return PlainAvro.read(schema, codec.encode(value), 5);
    } catch (PlainAvro.BadValueException e) {
      throw new AssertionError(value.toString(), e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 2000));
  }
}
