package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.aggregator.replay.FoldedLog;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.RoundComparer;
import io.fedlog.aggregator.replay.RoundComparison;
import io.fedlog.aggregator.replay.RoundComparison.Outcome;
import io.fedlog.aggregator.replay.RoundLogReplay;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was added, what another release wrote, and what comes while a replay reads. */
class MoreForgeriesTest {
  private static final int PARAMETERS = 1_000;
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final String ADDED = "expected none, for it follows from nothing on the round log";

  private final Bench bench = new Bench();
  private final BenchLog log = new BenchLog(bench, bench.updates());
  private final List<Update> updates = MethodRound.updates(3, PARAMETERS, 7);

  @BeforeEach
  void play() {
    make("r");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldNameTheStore_whenAnOutlierIsMadeMoreSo() {
    assertThat(one(bench.updates(), "r").outcome()).isEqualTo(Outcome.MATCHES);
    KeptLog forged =
        bench
            .updates()
            .changed(
                bench.schemas,
                chunk -> chunk.getStoreId().equals("store-" + lowest()),
                this::lowered);

    RoundComparison round = one(forged, "r");
    assertThat(round.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(round.differences().toString())
        .contains("chunk 0 of version 1", "the update of store store-" + lowest());
  }

  @Test
  void shouldNameTheNewestManifest_whenAnotherIsPutInItsPlace() {
    ModelManifest manifest = manifest();
    log.append(
        Topics.GLOBAL_MODELS,
        "m",
        new ModelRecord(ModelManifest.newBuilder(manifest).setVersion(9).build()));

    assertDiffers("r", "the newest manifest on fl.global-models, version: expected 1, came 9");
  }

  @Test
  void shouldNameTheVersion_whenTheNewestIsForgotten() {
    log.append(Topics.GLOBAL_MODELS, "m/1", null).append(Topics.GLOBAL_MODELS, "m/1/0", null);

    assertDiffers(
        "r",
        "the manifest of version 1 on fl.global-models: expected one, came none",
        "chunk 0 of version 1 on fl.global-models");
  }

  @Test
  void shouldRefuse_whenTheRoundLogHasNoBeginning() {
    log.trim(Topics.ROUND_LOG);

    assertThatThrownBy(() -> all(bench.updates(), null))
        .hasMessageContaining("beginning of fl.round-log was deleted");
  }

  @Test
  void shouldNameTheRound_whenItFollowsFromNothing() {
    RoundState state = bench.state("r");
    RoundMetrics metrics = bench.metrics("r");
    log.append(Topics.ROUND_STATE, "x", RoundState.newBuilder(state).setRoundId("x").build())
        .append(Topics.ROUND_METRICS, "y", RoundMetrics.newBuilder(metrics).setRoundId("y").build())
        .append(Topics.ROUND_CONTROL, "z", bench.all(Topics.ROUND_CONTROL).get(0))
        .append(
            Topics.GLOBAL_MODELS,
            "m/99",
            new ModelRecord(ModelManifest.newBuilder(manifest()).setVersion(99).build()))
        .append(Topics.GLOBAL_MODELS, "m/99/0", bench.newest(Topics.GLOBAL_MODELS, "m/1/0"));

    assertDiffers("x", "a state on fl.round-state: " + ADDED);
    assertDiffers("y", "counts on fl.metrics.rounds: " + ADDED);
    assertDiffers("z", "an order on fl.round-control: " + ADDED);
    assertDiffers("r", "the manifest of version 99 on fl.global-models: " + ADDED);
    assertDiffers("m/99", "a chunk of a version on fl.global-models: " + ADDED);
    assertThat(all(bench.updates(), "other")).hasSize(1); // none of that type but what matches
  }

  @Test
  void shouldSayNothing_whenTheRoundIsYoungerThanTheFold() {
    FoldedLog folded = RoundLogReplay.fold(log, round -> true, entries -> {});
    make("younger");

    List<RoundComparison> rounds = compare(folded, bench.updates(), null);

    assertThat(rounds).extracting(RoundComparison::roundId).containsExactly("r");
    assertThat(rounds.get(0).outcome()).isEqualTo(Outcome.MATCHES);
    assertThat(rounds.get(0).notes())
        .containsExactly("a newer version was made while this was compared");
  }

  @Test
  void shouldPassOverFields_whenTheWriterHadNone() throws IOException {
    RoundMetrics metrics = bench.metrics("r");
    Schema older = without(RoundMetrics.getClassSchema(), "targeted_stores");
    assertThat(metrics.getTargetedStores()).isPositive();
    log.appendBytes(Topics.ROUND_METRICS, "r", encoded(older, metrics));

    RoundComparison round = one(bench.updates(), "r");

    assertThat(round.outcome()).isEqualTo(Outcome.MATCHES);
    assertThat(round.notes())
        .containsExactly(
            "the counts on fl.metrics.rounds: written by an earlier release, which had no"
                + " targeted_stores");
  }

  @Test
  void shouldNameAField_whenAnEarlierReleaseHadItAlready() throws IOException {
    Schema older = without(RoundMetrics.getClassSchema(), "targeted_stores");
    RoundMetrics wrong = RoundMetrics.newBuilder(bench.metrics("r")).setChunksLate(5).build();
    log.appendBytes(Topics.ROUND_METRICS, "r", encoded(older, wrong));

    assertDiffers("r", "the counts on fl.metrics.rounds, chunks_late: expected 0, came 5");
  }

  private void make(String roundId) {
    RoundDefinition round = MethodRound.of(roundId, PARAMETERS, 3, "median", Map.of()).build();
    bench.define(round);
    bench.upload(round, updates.toArray(Update[]::new));
    bench.advance(MOMENT);
  }

  private int lowest() {
    int lowest = 0;
    for (int i = 1; i < updates.size(); i++) {
      lowest = updates.get(i).values()[0] < updates.get(lowest).values()[0] ? i : lowest;
    }
    return lowest;
  }

  /** With a lower first value, and the digest that goes with it: the median stays the same. */
  private UpdateChunk lowered(@Nullable UpdateChunk chunk) {
    byte[] bytes = new byte[chunk.getPayload().remaining()];
    chunk.getPayload().duplicate().get(bytes);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(0, updates.get(lowest()).values()[0] - 1);
    return UpdateChunk.newBuilder(chunk)
        .setPayload(ByteBuffer.wrap(bytes))
        .setDigest(ByteBuffer.wrap(TreeHash.of(bytes)))
        .build();
  }

  private ModelManifest manifest() {
    return (ModelManifest) bench.newest(Topics.GLOBAL_MODELS, "m/1").getBody();
  }

  private static Schema without(Schema schema, String field) {
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(one -> !one.name().equals(field))
            .map(one -> new Schema.Field(one, one.schema()))
            .toList();
    assertThat(fields).hasSize(schema.getFields().size() - 1);
    return Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields);
  }

  private byte[] encoded(Schema older, RoundMetrics metrics) throws IOException {
    byte[] today = RecordCodec.of(Topics.ROUND_METRICS, bench.schemas).encode(metrics);
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(
                RoundMetrics.getClassSchema(), older, new GenericData())
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(Arrays.copyOfRange(today, 5, today.length), null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int id = bench.schemas.idOf(Topics.ROUND_METRICS.subject(), older);
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(older, new GenericData()).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private void assertDiffers(String roundId, String... parts) {
    RoundComparison round = one(bench.updates(), roundId);
    assertThat(round.outcome()).isEqualTo(Outcome.DIFFERS);
    assertThat(round.differences().toString()).contains(parts);
  }

  private RoundComparison one(KeptLog updates, String roundId) {
    return all(updates, null).stream()
        .filter(round -> round.roundId().equals(roundId))
        .findFirst()
        .orElseThrow();
  }

  private List<RoundComparison> all(KeptLog updates, @Nullable String modelType) {
    return compare(RoundLogReplay.fold(log, round -> true, entries -> {}), updates, modelType);
  }

  private List<RoundComparison> compare(
      FoldedLog folded, KeptLog updates, @Nullable String modelType) {
    try (LogModelMaker maker = bench.replay().maker(updates, 1 << 20)) {
      return new RoundComparer(log, maker).compareAll(folded, modelType, roundId -> {});
    }
  }
}
