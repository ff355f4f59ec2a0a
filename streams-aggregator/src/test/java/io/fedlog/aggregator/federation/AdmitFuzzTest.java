package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/**
 * Attacks rounds with spoiled records of every kind and holds what the topology makes of each
 * against {@link ExpectedRound}. {@code -Dfedlog.fuzz.cases} and {@code -Dfedlog.fuzz.seed} make it
 * other or more cases.
 */
class AdmitFuzzTest {
  private static final int CASES = Integer.getInteger("fedlog.fuzz.cases", 10_000);
  private static final long SEED = Long.getLong("fedlog.fuzz.seed", 20_260_713);
  private static final int CASES_A_ROUND = 50;
  private static final List<UpdateEncoding> ENCODINGS =
      List.of(
          UpdateEncoding.AS_MODEL,
          UpdateEncoding.FLOAT16,
          UpdateEncoding.INT8,
          UpdateEncoding.BFLOAT16,
          UpdateEncoding.TOP_K);
  private static final Set<UpdateEncoding> BASED =
      Set.of(UpdateEncoding.INT8, UpdateEncoding.TOP_K);
  private static final Duration OVER = Duration.ofSeconds(6);

  /** Memory that a record may cost, and that each of its bytes may. */
  private static final long BYTES_A_RECORD = 1 << 20;

  private static final long BYTES_A_BYTE = 24;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final RecordCodec<RejectedRecord> rejected =
      RecordCodec.of(Topics.REJECTED, new FingerprintDirectory());
  private int cases;
  private int rejections;
  private long mostAllocated;
  private Bench bench;

  @Test
  void shouldGiveEveryRecordItsFate_whateverIsWrongWithIt() throws Exception {
    System.out.printf("%d cases, -Dfedlog.fuzz.seed=%d%n", CASES, SEED);
    while (cases < CASES) {
      try (Bench fresh = new Bench()) {
        bench = fresh;
        attack();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("case " + cases + " of -Dfedlog.fuzz.seed=" + SEED, e);
      }
    }
    System.out.printf("%d rejections; at most %d bytes a record%n", rejections, mostAllocated);
  }

  private void attack() throws Exception {
    UpdateAttacks updates = new UpdateAttacks(random, bench.schemas);
    OtherAttacks others = new OtherAttacks(random, bench);
    newRejections();
    List<RoundDefinition> ended = new ArrayList<>();
    List<ExpectedRound> endedExpected = new ArrayList<>();
    for (int n = 0; n < ENCODINGS.size(); n++) {
      RoundDefinition round = round(n);
      ExpectedRound expected = new ExpectedRound(round, schemaId(round));
      early(round, expected, updates);
      good(round, expected, "good-0");
      int most = round.getChunkCount() == 1 ? CASES_A_ROUND : CASES_A_ROUND / 3;
      for (int i = 0; i < most; i++, cases++) {
        int kind = random.nextInt(10);
        if (kind < 3) {
          other(others.next(round));
        } else if (kind == 3 && !ended.isEmpty()) {
          int old = random.nextInt(ended.size());
          send(endedExpected.get(old), updates.next(ended.get(old), "store-" + cases));
        } else {
          send(expected, updates.next(round, "store-" + cases));
        }
      }
      good(round, expected, "good-1");
      bench.advance(OVER);
      expected.over = true;
      theModelIsRight(round, expected);
      ended.add(round);
      endedExpected.add(expected);
    }
    bench.advance(OVER);
    for (int n = 0; n < ended.size(); n++) {
      theCountsAreRight(ended.get(n).getRoundId(), endedExpected.get(n));
    }
    newRejections();
  }

  /** Of every update encoding one; those of differences go on from an earlier round's version. */
  private RoundDefinition round(int n) {
    UpdateEncoding encoding = ENCODINGS.get(n);
    return Definitions.weighted("r-" + n, "m", n == 3 ? 16_500 : 100, 0)
        .setUpdateEncoding(encoding)
        .setTopKShare(encoding == UpdateEncoding.TOP_K ? 0.15 : 0)
        .setBase(BASED.contains(encoding) ? version("r-" + (n - 2)) : null)
        .setTargetPages(0)
        .setMinStores(2)
        .setThreshold("0")
        .setJoinWindowMs(5000)
        .build();
  }

  private ModelReference version(String roundId) {
    RoundState made = bench.state(roundId);
    return new ModelReference("m", made.getModelVersion(), made.getModelSha256());
  }

  private int schemaId(RoundDefinition round) {
    Update any = Update.draw("s", (int) round.getParameterCount(), 0);
    return ByteBuffer.wrap(bench.records(round, any).get(0).value()).getInt(1);
  }

  /** Spoiled uploads that are there before the definition. */
  private void early(RoundDefinition round, ExpectedRound expected, UpdateAttacks updates) {
    List<ProducerRecord<String, byte[]>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++, cases++) {
      for (ProducerRecord<String, byte[]> record : updates.next(round, "early-" + i)) {
        Set<String> reasons =
            expected.early(record.key(), record.value(), () -> waiting.add(record));
        pipe(record);
        assertGiven(reasons, record);
      }
    }
    bench.define(round);
    Set<String> reasons = new TreeSet<>();
    waiting.forEach(record -> reasons.addAll(expected.take(record.key(), record.value())));
    bench.advance(Duration.ofMillis(500));
    assertThat(reasons).containsAll(newRejections());
  }

  private void good(RoundDefinition round, ExpectedRound expected, String storeId) {
    send(
        expected,
        bench.records(
            round, Update.draw(storeId, (int) round.getParameterCount(), random.nextLong())));
    assertThat(expected.cohort()).containsKey(storeId);
  }

  private void send(ExpectedRound expected, List<ProducerRecord<String, byte[]>> records) {
    for (ProducerRecord<String, byte[]> record : records) {
      Set<String> reasons = expected.take(record.key(), record.value());
      pipe(record);
      assertGiven(reasons, record);
    }
  }

  private void other(OtherAttacks.Attack attack) {
    int before = bench.out(Topics.ROUND_LOG).size();
    pipe(attack.record());
    if (!attack.reasons().contains("")) {
      assertGiven(attack.reasons(), attack.record());
    } else if (List.of("fl.rounds", "fl.joins", "fl.commands").contains(attack.record().topic())) {
      boolean appended = bench.out(Topics.ROUND_LOG).size() > before;
      boolean rejected = !newRejections().isEmpty();
      assertThat(appended || rejected).as(text(attack.record())).isTrue();
    } else {
      newRejections();
    }
  }

  /** Sends a record, and measures what it costs. */
  private void pipe(ProducerRecord<String, byte[]> record) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      bench.pipe(record);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(text(record), e);
    }
    long spent = threads.getCurrentThreadAllocatedBytes() - before;
    mostAllocated = Math.max(mostAllocated, spent);
    int size = record.value().length + (record.key() == null ? 0 : record.key().length());
    assertThat(spent)
        .as("bytes allocated for %s", text(record))
        .isLessThan(BYTES_A_RECORD + BYTES_A_BYTE * size);
  }

  private void assertGiven(Set<String> expected, ProducerRecord<String, byte[]> record) {
    List<String> came = newRejections();
    boolean right =
        expected.containsAll(came)
            && (!came.isEmpty() || expected.isEmpty() || expected.contains(""));
    if (!right) {
      throw new AssertionError("expected " + expected + ", came " + came + " for " + text(record));
    }
  }

  private List<String> newRejections() {
    List<TestRecord<String, byte[]>> all = bench.out(Topics.REJECTED);
    List<String> reasons =
        all.stream().map(record -> rejected.decode(record.value()).getReason()).toList();
    all.clear();
    rejections += reasons.size();
    return reasons;
  }

  private void theModelIsRight(RoundDefinition round, ExpectedRound expected) throws Exception {
    RoundState state = bench.state(round.getRoundId());
    assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(state.getCohortSize()).isEqualTo(expected.cohort().size());
    assertThat(state.getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(expected.cohort().values(), base(round))));
    theCountsAreRight(round.getRoundId(), expected);
  }

  /** What the updates are differences to. */
  private float[] base(RoundDefinition round) {
    float[] values = new float[(int) round.getParameterCount()];
    if (round.getBase() != null) {
      ByteBuffer.wrap(bench.model("m", round.getBase().getVersion()))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
    }
    return values;
  }

  private void theCountsAreRight(String roundId, ExpectedRound expected) {
    RoundMetrics metrics = bench.metrics(roundId);
    Law.holds(metrics);
    assertThat(metrics.getAttemptsAggregated()).isEqualTo(expected.cohort().size());
    assertThat(metrics.getChunksReceived()).as("received").isEqualTo(expected.received);
    assertThat(metrics.getBytesReceived()).as("bytes").isEqualTo(expected.bytes);
    assertThat(metrics.getChunksLate()).as("late").isEqualTo(expected.late);
    assertThat(metrics.getChunksDuplicate()).as("duplicate").isEqualTo(expected.duplicate());
    assertThat(metrics.getChunksRejected()).as("rejected").isEqualTo(expected.rejected());
  }

  private static String text(ProducerRecord<String, byte[]> record) {
    String key = record.key() == null ? "" : record.key();
    byte[] value = record.value();
    return "%d bytes for %s, key %s, beginning %s"
        .formatted(
            value.length,
            record.topic(),
            key.length() > 200 ? key.substring(0, 200) : key,
            HexFormat.of().formatHex(value, 0, Math.min(400, value.length)));
  }
}
