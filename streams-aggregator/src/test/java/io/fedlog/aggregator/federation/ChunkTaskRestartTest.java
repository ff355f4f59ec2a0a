package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.ChunkTask;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.chunks.SumMemory;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.method.Shares;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.FinaliseFailed;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.UpdatesMeasured;
import io.fedlog.schemas.Weighting;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chunk task that starts again, with nothing but its state stores, in the middle of a round. */
class ChunkTaskRestartTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final List<Update> UPDATES =
      List.of(draw("store-0", 1), draw("store-1", 2), draw("store-2", 3));

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final Codecs codecs = Codecs.with(schemas);
  private final ReplayedUpdates replayed = new ReplayedUpdates();
  private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
  private final ChunkTask task =
      new ChunkTask(
          codecs,
          1,
          SealCheck.TRUST_THE_BROKER,
          partition -> replayed,
          () -> new EarlierModels(wanted -> ZeroModel.record(codecs, PARAMETERS, wanted)),
          Duration.ofMinutes(10),
          new SumMemory(1 << 20),
          new CentralNoise(PrivateRound.KEY),
          new MaskSums(Runnable::run),
          AggregatorFigures.unseen());
  private final RoundDefinition round =
      Definitions.weighted("r", "m", PARAMETERS, 3)
          .setMethod("krum")
          .setMethodParameters(Map.of("byzantine", "0"))
          .setWeighting(Weighting.EQUAL)
          .setGrid(new Grid(24, 1024.0, 0, 1L, 100, 1))
          .build();
  private String id = "r";
  private long offset;

  private static Update draw(String storeId, long seed) {
    Update drawn = Update.draw(storeId, PARAMETERS, seed);
    return new Update(storeId, drawn.attemptId(), 1, drawn.values(), 1);
  }

  @BeforeEach
  void start() {
    for (String name : ChunkTask.STORES) {
      KeyValueStore<Bytes, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    context.setCurrentSystemTimeMs(1);
    task.init(context);
    order(round);
    upload(round);
  }

  private void upload(RoundDefinition definition) {
    for (Update update : UPDATES) {
      for (ProducerRecord<String, byte[]> record : update.records(definition, 1, schemas)) {
        replayed.keep(offset, record.key(), record.value());
        pipe(record.topic(), record.key(), record.value());
      }
    }
  }

  @Test
  void shouldMeasureTheSame_whenItStartsAgainWhileMeasuring() {
    decide();
    work(2);
    assertThat(measured()).isEmpty(); // one chunk at a time
    restart();
    work(5);
    List<ByteBuffer> sums = measured();
    restart();
    work(5);

    assertThat(sums).hasSize(1);
    assertThat(measured()).hasSize(2).containsOnly(sums.get(0)); // nobody had concluded yet
  }

  @Test
  void shouldMakeTheModelOfTheShares_whenItStartsAgainAfterTheyCame() {
    decide();
    work(5);
    share();
    work(1);
    restart();
    work(5);

    assertThat(measured()).hasSize(1);
    assertThat(model()).isEqualTo(UPDATES.get(1).payload());
  }

  @Test
  void shouldMakeTheModelOfTheShares_whenTheyComeWhileAllUpdatesAreReadAgain() {
    decide();
    work(5);
    restart();
    work(1); // asks for all updates once more, to measure them
    share();
    work(5);

    assertThat(failures()).isEmpty();
    assertThat(chunks()).hasSize(3);
    assertThat(model()).isEqualTo(UPDATES.get(1).payload());
    assertThat(publishedOf()).containsOnly(1);
  }

  @Test
  void shouldCombineThoseThatWereChosen_whenTheyAreKnownWhileAllAreReadAgain() {
    id = "b";
    RoundDefinition bulyan =
        RoundDefinition.newBuilder(round)
            .setRoundId(id)
            .setUpdatesTopic(Topics.updates(id).name())
            .setMethod("bulyan")
            .build();
    order(bulyan);
    upload(bulyan);
    decide();
    work(5);
    restart();
    work(1);
    order(
        decision()
            .setPhase(1)
            .setShares(List.of(0L, Shares.ONE / 2, Shares.ONE / 2))
            .setTotalWeight(Shares.ONE)
            .build());
    work(5);

    float[] expected = new float[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      double one = UPDATES.get(1).values()[i];
      double two = UPDATES.get(2).values()[i];
      expected[i] = (float) ((one + two) / 2);
    }
    float[] made = new float[PARAMETERS];
    ByteBuffer.wrap(model()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(made);
    assertThat(failures()).isEmpty();
    assertThat(made).isEqualTo(expected);
    assertThat(publishedOf()).containsOnly(2);
  }

  /** Sums are made anew from what lies on the log, which is not what they add up. */
  @Test
  void shouldDecodeWhatIsReadAgain_whenUpdatesTravelInHalves() throws Exception {
    id = "h";
    RoundDefinition halves =
        Definitions.weighted(id, "m", PARAMETERS, 3)
            .setUpdateEncoding(UpdateEncoding.FLOAT16)
            .build();
    order(halves);
    upload(halves);
    restart();
    work(5);
    decide();
    restart();
    work(5);

    assertThat(failures()).isEmpty();
    assertThat(model())
        .isEqualTo(PlainMean.of(UPDATES.stream().map(u -> u.decoded(halves)).toList()));
    assertThat(publishedOf()).containsExactly(3, 3, 3);
  }

  /** Noise once drawn is never drawn anew: chunks made before and after are of one decision. */
  @Test
  void shouldHaveTheSameNoise_whenItStartsAgainAfterEachStep() throws Exception {
    id = "p";
    RoundDefinition central =
        PrivateRound.central(id, PARAMETERS, 3, new ModelReference("m", 1L, "00")).build();
    Decision decided =
        decision()
            .setVersion(2)
            .setMethod("fedavg")
            .setTotalWeight(2)
            .setCohortSize(2)
            .setCohort(ByteBuffer.wrap(new byte[] {5})) // of store-0 and store-2
            .setNoiseKeyId(new CentralNoise(PrivateRound.KEY).keyId())
            .build();
    order(central);
    upload(central);
    decide(decided);
    for (int i = 0; i < 6; i++) {
      work(2);
      restart();
    }
    work(20);

    assertThat(failures()).isEmpty();
    assertThat(chunks()).hasSize(3);
    assertThat(model())
        .isEqualTo(
            PrivateRound.expected(
                central, decided, List.of(UPDATES.get(0), UPDATES.get(2)), new float[PARAMETERS]));
  }

  /** Of two keys there would be two noises, one perhaps written by a task that died. */
  @Test
  void shouldPublishNothing_whenTheDecisionNamesAnotherKey() {
    id = "p";
    RoundDefinition central =
        PrivateRound.central(id, PARAMETERS, 3, new ModelReference("m", 1L, "00")).build();
    order(central);
    upload(central);
    decide(decision().setVersion(2).setMethod("fedavg").setNoiseKeyId("00000000000000ff").build());
    work(20);

    assertThat(chunks()).isEmpty();
    assertThat(failures()).hasSize(3);
    assertThat(failures().get(0).getReason())
        .contains(
            "its noise is of key 00000000000000ff",
            "FL_NOISE_KEY_FILE holds key " + new CentralNoise(PrivateRound.KEY).keyId());
  }

  @Test
  void shouldPublishEachChunkOnce_whenItStartsAgainAndAgain() {
    decide();
    work(5);
    share();
    for (int i = 0; i < 6; i++) {
      work(1);
      restart();
    }
    work(5);

    assertThat(chunks()).hasSize(3);
    assertThat(model()).isEqualTo(UPDATES.get(1).payload());
  }

  @Test
  void shouldMakeWhatTheOtherMethodMakes_whenItStartsAgainHalfWay() {
    decide(
        decision()
            .setMethod("weighted")
            .setChoice(
                MethodChoice.newBuilder()
                    .setMethod("weighted")
                    .setWeighting(Weighting.SAMPLES)
                    .setGrid(new Grid(24, 1024.0, 0, 8L, 100, 1))
                    .build())
            .setWeights(List.of(1L, 2L, 5L)) // of store-0, store-1, store-2
            .setTotalWeight(8)
            .build());
    work(1);
    restart();
    work(5);

    List<Update> weighed =
        List.of(UPDATES.get(0).weighing(1), UPDATES.get(1).weighing(2), UPDATES.get(2).weighing(5));
    assertThat(failures()).isEmpty();
    assertThat(measured()).as("krum was the definition's").isEmpty();
    assertThat(chunks()).hasSize(3);
    assertThat(model()).isEqualTo(PlainMean.of(weighed));
  }

  private void decide() {
    decide(decision().build());
  }

  private void decide(Decision decision) {
    List<RosterEntry> entries =
        UPDATES.stream().map(u -> new RosterEntry(u.storeId(), u.attemptId())).toList();
    order(new RosterPage(id, 0, 0, entries));
    order(decision);
  }

  /** All of the model is the second store's. */
  private void share() {
    order(
        decision()
            .setPhase(1)
            .setShares(List.of(0L, Shares.ONE, 0L))
            .setTotalWeight(Shares.ONE)
            .build());
  }

  private Decision.Builder decision() {
    return Decision.newBuilder()
        .setRoundId(id)
        .setVersion(1)
        .setLogOffset(9)
        .setMethod("krum")
        .setRosterPages(1)
        .setCohort(ByteBuffer.wrap(new byte[] {7}))
        .setCohortSize(3)
        .setTotalWeight(3);
  }

  private void restart() {
    task.close();
    task.init(context);
  }

  private void order(Object order) {
    RoundControl control = RoundControl.newBuilder().setModelType("m").setOrder(order).build();
    pipe(Topics.ROUND_CONTROL.name(), id, codecs.roundControl().encode(control));
  }

  private void pipe(String topic, String key, byte[] value) {
    context.setRecordMetadata(topic, 0, offset++);
    task.process(new Record<>(key.getBytes(StandardCharsets.UTF_8), value, 1));
  }

  /** Runs whatever the task has scheduled, so many times. */
  private void work(int times) {
    for (int i = 0; i < times; i++) {
      List.copyOf(context.scheduledPunctuators()).stream()
          .filter(punctuator -> !punctuator.cancelled())
          .forEach(punctuator -> punctuator.getPunctuator().punctuate(1));
    }
  }

  private List<ByteBuffer> measured() {
    return events(UpdatesMeasured.class).stream().map(UpdatesMeasured::getSums).toList();
  }

  private List<FinaliseFailed> failures() {
    return events(FinaliseFailed.class);
  }

  private List<Integer> publishedOf() {
    return events(ChunkPublished.class).stream().map(ChunkPublished::getUpdates).toList();
  }

  private <T> List<T> events(Class<T> kind) {
    List<T> events = new ArrayList<>();
    for (var forwarded : context.forwarded()) {
      if (forwarded.childName().orElse("").contains("round-log")) {
        RoundLogEntry entry = codecs.roundLog().decode(forwarded.record().value());
        if (kind.isInstance(entry.getEvent())) {
          events.add(kind.cast(entry.getEvent()));
        }
      }
    }
    return events;
  }

  private List<ModelChunk> chunks() {
    List<ModelChunk> chunks = new ArrayList<>();
    for (var forwarded : context.forwarded()) {
      if (forwarded.childName().orElse("").contains("global-models")) {
        ModelRecord record = codecs.models().decode(forwarded.record().value());
        chunks.add((ModelChunk) record.getBody());
      }
    }
    return chunks;
  }

  private byte[] model() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks().stream()
        .sorted((a, b) -> Integer.compare(a.getChunkIndex(), b.getChunkIndex()))
        .forEach(
            chunk -> {
              byte[] payload = new byte[chunk.getPayload().remaining()];
              chunk.getPayload().duplicate().get(payload);
              bytes.writeBytes(payload);
            });
    return Arrays.copyOf(bytes.toByteArray(), bytes.size());
  }
}
