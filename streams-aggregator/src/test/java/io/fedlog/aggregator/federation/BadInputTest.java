package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a record says, it is set aside with a reason and the next good update is aggregated. */
class BadInputTest {
  private static final int PARAMETERS = 20_000; // two chunks
  private static final String HUGE = "x".repeat(300_000);

  private final Bench bench = new Bench();
  private final Update good = Update.draw("store-0", PARAMETERS, 1);
  private final Update bad = Update.draw("store-1", PARAMETERS, 2);
  private final RoundDefinition round =
      Definitions.weighted("r", "m", PARAMETERS, 2)
          .setMinStores(1)
          .setThreshold("0.5")
          .setJoinWindowMs(1000)
          .build();

  @AfterEach
  void close() {
    bench.close();
  }

  /** A change to the bad store's first chunk, and the reason it must be refused for. */
  record Change(String reason, String name, Spoiler spoiler) {
    @Override
    public String toString() {
      return reason + ": " + name;
    }
  }

  /** Spoils a chunk. */
  interface Spoiler {
    void spoil(UpdateChunk.Builder chunk);
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("wrong_round", "another round", c -> c.setRoundId("other")),
        new Change("wrong_round", "a huge round id", c -> c.setRoundId(HUGE)),
        new Change("wrong_key", "another store's name", c -> c.setStoreId("store-0")),
        new Change("bad_store_id", "a name with #", c -> c.setStoreId("store#1")),
        new Change("bad_store_id", "no name", c -> c.setStoreId("")),
        new Change("bad_store_id", "a huge name", c -> c.setStoreId(HUGE)),
        new Change("wrong_index", "a negative index", c -> c.setChunkIndex(-1)),
        new Change("wrong_key", "another index", c -> c.setChunkIndex(1)),
        new Change("wrong_chunk_count", "too many chunks", c -> c.setChunkCount(3)),
        new Change("wrong_chunk_count", "less than none", c -> c.setChunkCount(-1)),
        new Change("wrong_base", "a base from the future", c -> c.setBaseVersion(9)),
        new Change("wrong_base", "a negative base", c -> c.setBaseVersion(-9)),
        new Change("bad_weight", "weight 0", c -> c.setWeight(0)),
        new Change("bad_weight", "a negative weight", c -> c.setWeight(Long.MIN_VALUE)),
        new Change("bad_weight", "too great a weight", c -> c.setWeight(1L << 18)),
        new Change("digest_mismatch", "a bad digest", c -> c.setDigest(ByteBuffer.allocate(32))),
        new Change("digest_mismatch", "no digest", c -> c.setDigest(ByteBuffer.allocate(0))),
        new Change("digest_mismatch", "a bit turned over", c -> turnOver(c)),
        new Change("not_finite", "NaN", c -> value(c, Float.NaN)),
        new Change("not_finite", "infinity", c -> value(c, Float.NEGATIVE_INFINITY)),
        new Change("out_of_range", "1e38", c -> value(c, 1e38f)),
        new Change("out_of_range", "just out", c -> value(c, Math.nextUp(1024f))),
        new Change("wrong_length", "nothing", c -> payload(c, new byte[0])),
        new Change("wrong_length", "a byte less", c -> payload(c, new byte[65_535])),
        new Change("wrong_length", "a float more", c -> payload(c, new byte[65_540])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void shouldSetAside_whenAChunkIsBad(Change change) throws Exception {
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = bench.records(round, bad);
    UpdateRecord record = decode(records.get(0));
    UpdateChunk.Builder chunk = UpdateChunk.newBuilder((UpdateChunk) record.getBody());
    change.spoiler().spoil(chunk);

    bench.pipe(
        round.getUpdatesTopic(), records.get(0).key(), encode(new UpdateRecord(chunk.build())));
    records.subList(1, records.size()).forEach(bench::pipe);

    assertThat(bench.reasons()).contains(change.reason());
    theGoodOneIsAggregated();
  }

  @Test
  void shouldSetAside_whenAChunkHasNoPlace() throws Exception {
    bench.define(round);
    UpdateRecord record = decode(bench.records(round, bad).get(0));
    UpdateRecord beyond =
        new UpdateRecord(
            UpdateChunk.newBuilder((UpdateChunk) record.getBody()).setChunkIndex(2).build());

    bench.pipe(round.getUpdatesTopic(), Keys.chunk("store-1", 2), encode(beyond));
    bench.pipe(round.getUpdatesTopic(), null, encode(beyond));

    assertThat(bench.reasons()).containsExactly("wrong_index", "wrong_key");
    theGoodOneIsAggregated();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weight", "samples", "chunks", "bytes", "base", "number", "root", "short root"})
  void shouldRefuseTheAttempt_whenItsSealIsBad(String what) throws Exception {
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = bench.records(round, bad);
    UpdateRecord record = decode(records.get(2));
    UpdateSeal.Builder seal = UpdateSeal.newBuilder((UpdateSeal) record.getBody());
    switch (what) {
      case "weight" -> seal.setWeight(seal.getWeight() + 1);
      case "samples" -> seal.setTrainingSamples(Long.MAX_VALUE);
      case "chunks" -> seal.setChunkCount(7);
      case "bytes" -> seal.setUpdateBytes(-1);
      case "base" -> seal.setBaseVersion(3);
      case "number" -> seal.setAttemptNumber(4);
      case "root" -> seal.setRootDigest(ByteBuffer.allocate(32));
      default -> seal.setRootDigest(ByteBuffer.allocate(3));
    }

    records.subList(0, 2).forEach(bench::pipe);
    bench.pipe(
        round.getUpdatesTopic(), records.get(2).key(), encode(new UpdateRecord(seal.build())));

    theGoodOneIsAggregated();
    assertThat(bench.metrics("r").getAttemptsRejected()).isEqualTo(1);
    assertThat(bench.reasons()).isNotEmpty();
  }

  @Test
  void shouldLeaveTheAttemptUnsealed_whenTheSealIsOfAnotherModelType() throws Exception {
    bench.define(round);
    List<ProducerRecord<String, byte[]>> records = bench.records(round, bad);
    UpdateSeal.Builder seal =
        UpdateSeal.newBuilder((UpdateSeal) decode(records.get(2)).getBody()).setModelType("other");

    records.subList(0, 2).forEach(bench::pipe);
    bench.pipe(
        round.getUpdatesTopic(), records.get(2).key(), encode(new UpdateRecord(seal.build())));

    theGoodOneIsAggregated();
    assertThat(bench.metrics("r").getAttemptsIncomplete()).isEqualTo(1);
    assertThat(bench.reasons()).containsExactly("wrong_model_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fl.rounds",
        "fl.joins",
        "fl.commands",
        "fl.round-log",
        "fl.round-control",
        "fl.updates.r"
      })
  void shouldGoOn_whenGarbageLiesOnASourceTopic(String topic) throws Exception {
    byte[] whole = bench.records(round, bad).get(0).value();
    List<byte[]> garbage =
        List.of(
            new byte[0],
            new byte[] {1, 2, 3},
            new byte[] {0, 0, 0},
            new byte[] {0, 9, 9, 9, 9, 1, 2, 3},
            Arrays.copyOf(whole, 5),
            Arrays.copyOf(whole, 1000),
            Arrays.copyOf(whole, whole.length + 7));
    bench.define(round);

    garbage.forEach(bytes -> bench.pipe(topic, "k", bytes));
    garbage.forEach(bytes -> bench.pipe(topic, null, bytes));

    assertThat(bench.reasons()).hasSize(2 * garbage.size());
    assertThat(bench.reasons())
        .isSubsetOf(
            "bad_magic", "truncated", "unknown_schema", "wrong_schema", "malformed", "wrong_key");
    theGoodOneIsAggregated();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "#",
        "",
        "topic",
        "privacy",
        "method",
        "chunks",
        "huge chunks",
        "many chunks",
        "grid",
        "threshold",
        "none",
        "base"
      })
  void shouldFailTheRoundWithAReason_whenItsDefinitionCannotWork(String what) throws Exception {
    RoundDefinition.Builder broken = Definitions.weighted("broken", "m", PARAMETERS, 2);
    switch (what) {
      case "topic" -> broken.setUpdatesTopic("fl.updates.elsewhere");
      case "privacy" -> broken.setPrivacyMode("local");
      case "method" -> broken.setMethod("magic");
      case "chunks" -> broken.setChunkCount(5);
      case "huge chunks" -> broken.setChunkBytes(1 << 30).setChunkCount(1);
      case "many chunks" ->
          broken
              .setLayout(List.of())
              .setParameterCount(1L << 38)
              .setUpdateBytes(1L << 40)
              .setChunkCount(1 << 24);
      case "grid" -> broken.setGrid(new Grid(60, 1024.0, 0, 1L << 17, 1 << 10, 1));
      case "threshold" -> broken.setThreshold("most");
      case "none" -> broken.setRoundId("none").setUpdatesTopic("fl.updates.none");
      case "base" -> broken.setBase(new ModelReference("m", -1L, ""));
      default -> broken.setModelType(what);
    }
    bench.define(broken.build());

    assertThat(bench.state(broken.getRoundId()).getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(bench.state(broken.getRoundId()).getReason().toLowerCase(Locale.ROOT))
        .contains("the definition was refused");
    bench.define(round);
    theGoodOneIsAggregated();
  }

  private void theGoodOneIsAggregated() throws Exception {
    bench.upload(round, good);
    bench.advance(Duration.ofSeconds(2));
    assertThat(bench.state("r").getStatus())
        .as(bench.state("r").getReason())
        .isEqualTo(RoundStatus.COMPLETED);
    assertThat(bench.state("r").getModelSha256())
        .isEqualTo(PlainMean.sha256(PlainMean.of(List.of(good))));
    Law.holds(bench.metrics("r"));
  }

  private UpdateRecord decode(ProducerRecord<String, byte[]> record) {
    return RecordCodec.of(Topics.updates("r"), bench.schemas).decode(record.value());
  }

  private byte[] encode(UpdateRecord record) {
    return RecordCodec.of(Topics.updates("r"), bench.schemas).encode(record);
  }

  private static void value(UpdateChunk.Builder chunk, float value) {
    byte[] bytes = new byte[chunk.getPayload().remaining()];
    chunk.getPayload().duplicate().get(bytes);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(400, value);
    payload(chunk, bytes);
  }

  /** Damage on the way, after which a value is not finite either: the digest is what counts. */
  private static void turnOver(UpdateChunk.Builder chunk) {
    ByteBuffer digest = chunk.getDigest();
    value(chunk, Float.NaN);
    chunk.setDigest(digest);
  }

  private static void payload(UpdateChunk.Builder chunk, byte[] bytes) {
    chunk.setPayload(ByteBuffer.wrap(bytes));
    chunk.setDigest(ByteBuffer.wrap(TreeHash.of(bytes)));
  }
}
