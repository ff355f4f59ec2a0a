package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.agent.state.TensorMemory;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.WindowRules;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingTrainerTest {

  private static final String STORE = "store 7";

  @TempDir private Path root;

  private float[] trained = {};

  /** Makes the parameters that the test says. */
  private final StoreTrainer trainer =
      inputs -> {
        double[] parameters = new double[trained.length];
        for (int i = 0; i < trained.length; i++) {
          parameters[i] = trained[i];
        }
        return TrainedUpdate.of(inputs, parameters, 10, Map.of("loss", 0.5));
      };

  @Test
  void shouldLeaveTheUpdateAlone_whenItTravelsAsTheModel() {
    trained = new float[] {1, 2, 3, 4};
    RoundDefinition round = Rounds.open("r");

    TrainedUpdate update = encoding(TensorMemory.ofProcess()).train(inputs(round, null));

    assertThat(update.payload()).isEqualTo(singles(1, 2, 3, 4));
  }

  @Test
  void shouldWriteHalves_whenTheRoundAsksForThem() {
    trained = new float[] {1, -2, 0.5f, 65.5f};
    RoundDefinition round =
        Rounds.builder("r", 4).setUpdateEncoding(UpdateEncoding.FLOAT16).build();

    TrainedUpdate update = encoding(TensorMemory.ofProcess()).train(inputs(round, null));

    // 1 is 3c00, -2 is c000, 1/2 is 3800; 65.5 is 1.0234375 * 2^6: 5418.
    assertThat(update.payload()).containsExactly(0, 0x3c, 0, 0xc0, 0, 0x38, 0x18, 0x54);
    assertThat(update.samples()).isEqualTo(10);
    assertThat(update.metrics()).containsEntry("loss", 0.5);
  }

  @Test
  void shouldSendTheSameBytes_whenARoundIsTrainedAgain() {
    trained = new float[] {1.3f, 0.7f, -0.4f, 2.1f};
    RoundDefinition round = based("p-0002", UpdateEncoding.INT8, 0);
    Model base = Rounds.model(1, "p-0001", 1);

    byte[] first = encoding(TensorMemory.ofProcess()).train(inputs(round, base)).payload();
    byte[] again = encoding(TensorMemory.ofProcess()).train(inputs(round, base)).payload();

    assertThat(first).hasSize(5).isEqualTo(again);
    assertThat(first[0]).as("1.4 is over 127 steps of 2^-7").isEqualTo((byte) -6);
  }

  @Test
  void shouldSendWhatWasLeftOut_whenItsRoundMadeTheVersion() {
    TensorMemory memory = files();
    StoreTrainer encoding = encoding(memory);
    RoundDefinition second = based("p-0002", UpdateEncoding.TOP_K, 0.25);
    trained = new float[] {2, 4, 1, 1}; // differences 1, 3, 0, 0
    TrainedUpdate update = encoding.train(inputs(second, Rounds.model(1, "p-0001", 1)));
    assertThat(update.payload()).isEqualTo(entry(1, 3));
    encoding.persisted(second);

    trained = new float[] {5, 5, 5.5f, 5}; // 0, 0, 0.5, 0 and the 1 that was left out
    RoundDefinition third = based("p-0003", UpdateEncoding.TOP_K, 0.25);
    update = encoding(files()).train(inputs(third, Rounds.model(2, "p-0002", 5)));

    assertThat(update.payload()).isEqualTo(entry(0, 1));
  }

  @Test
  void shouldSendWhatWasLeftOut_whenAnotherRoundHasMadeANewerVersionSince() {
    StoreTrainer encoding = encoding(files());
    RoundDefinition second = based("p-0002", UpdateEncoding.TOP_K, 0.25);
    trained = new float[] {2, 4, 1, 1}; // differences 1, 3, 0, 0
    encoding.train(inputs(second, Rounds.model(1, "p-0001", 1)));
    encoding.persisted(second);
    encoding(files()).published(Rounds.model(2, "p-0002", 5).manifest());

    trained = new float[] {6, 6, 6.5f, 6}; // 0, 0, 0.5, 0 and the 1 that was left out
    RoundDefinition fourth = based("p-0004", UpdateEncoding.TOP_K, 0.25);

    assertThat(encoding(files()).train(inputs(fourth, Rounds.model(3, "p-0003", 6))).payload())
        .isEqualTo(entry(0, 1));
  }

  @Test
  void shouldBeginAnew_whenTheBaseDoesNotComeFromWhereItWasLeftOut() {
    StoreTrainer encoding = encoding(files());
    RoundDefinition second = based("p-0002", UpdateEncoding.TOP_K, 0.25);
    trained = new float[] {2, 4, 1, 1}; // differences 1, 3, 0, 0
    encoding.train(inputs(second, Rounds.model(1, "p-0001", 1)));
    encoding.persisted(second);
    encoding.published(Rounds.model(2, "p-0002", 5).manifest());
    Model anew = Rounds.model(1, "q-initial", 6);
    Model third = firstOfAPlan(anew, 3);
    encoding.published(third.manifest());

    trained = new float[] {6, 6, 6.5f, 6}; // 0, 0, 0.5, 0
    RoundDefinition first = based("q-0001", UpdateEncoding.TOP_K, 0.25);

    assertThat(encoding.train(inputs(first, third)).payload()).isEqualTo(entry(2, 0.5f));
  }

  private static Model firstOfAPlan(Model model, long version) {
    return Model.of(
        ModelManifest.newBuilder(model.manifest()).setVersion(version).build(),
        model.toByteArray());
  }

  @Test
  void shouldNotSendTwice_whenARoundMadeNoVersionOrItsUpdateWasLost() {
    TensorMemory memory = files();
    StoreTrainer encoding = encoding(memory);
    Model base = Rounds.model(1, "p-0001", 1);
    trained = new float[] {2, 4, 1, 1};
    RoundDefinition lost = based("p-0002", UpdateEncoding.TOP_K, 0.25);
    encoding.train(inputs(lost, base)); // and the process ends before the update is kept
    assertThat(encoding.train(inputs(lost, base)).payload()).isEqualTo(entry(1, 3));
    encoding.persisted(lost); // but the round fails: the next one has the same base

    trained = new float[] {1, 1, 1, 3};
    RoundDefinition next = based("p-0003", UpdateEncoding.TOP_K, 0.25);

    assertThat(encoding.train(inputs(next, base)).payload()).isEqualTo(entry(3, 2));
    encoding.persisted(next);
    trained = new float[] {1, 1, 1, 1};
    RoundDefinition last = based("p-0004", UpdateEncoding.TOP_K, 0.25);
    assertThat(encoding.train(inputs(last, Rounds.model(2, "p-0003", 1))).payload())
        .as("nothing was left out of the round that counted")
        .isEqualTo(entry(0, 0));
  }

  @Test
  void shouldSendWhatWasLeftOutInTheTurnBefore_whenTheRoundHasWindows() {
    StoreTrainer encoding = encoding(files());
    RoundDefinition turn =
        RoundDefinition.newBuilder(based("w", UpdateEncoding.TOP_K, 0.25))
            .setWindows(
                WindowRules.newBuilder()
                    .setUpdates(2)
                    .setWindowMs(60_000)
                    .setMaxStaleness(3)
                    .build())
            .build();
    Model first = Rounds.model(1, "p-0001", 1);
    trained = new float[] {2, 4, 1, 1}; // differences 1, 3, 0, 0
    assertThat(encoding.train(inputs(turn, first)).payload()).isEqualTo(entry(1, 3));
    encoding.persisted(turn);
    assertThat(encoding.train(inputs(turn, first)).payload())
        .as("once more, after a lost window")
        .isEqualTo(entry(1, 3));
    encoding.persisted(turn);

    trained = new float[] {5, 5, 5.5f, 5}; // 0, 0, 0.5, 0 and the 1 that was left out
    assertThat(encoding.train(inputs(turn, Rounds.model(2, "w", 5))).payload())
        .isEqualTo(entry(0, 1));
  }

  /** Chance decides between the two steps next to a difference, and nothing else. */
  @Test
  void shouldRoundAsChanceSays_whenInt8() {
    trained = new float[] {128.5f, 1, 1, 1}; // 127.5 is over 127 steps of 1: 63.75 of 2
    RoundDefinition round = based("p-0002", UpdateEncoding.INT8, 0);
    Model base = Rounds.model(1, "p-0001", 1);

    assertThat(chosen(0.74).train(inputs(round, base)).payload()).containsExactly(1, 64, 0, 0, 0);
    assertThat(chosen(0.76).train(inputs(round, base)).payload()).containsExactly(1, 63, 0, 0, 0);
  }

  @Test
  void shouldBeginAnew_whenTheTypesModelsHadAnotherSize() {
    TensorMemory memory = TensorMemory.ofProcess();
    memory.draft(Rounds.TYPE, "p-0001", Map.of("left_out", new double[] {9, 9}));
    memory.keep(Rounds.TYPE, "p-0001");
    trained = new float[] {2, 4, 1, 1};

    TrainedUpdate update =
        encoding(memory)
            .train(
                inputs(based("p-0002", UpdateEncoding.TOP_K, 0.25), Rounds.model(1, "p-0001", 1)));

    assertThat(update.payload()).isEqualTo(entry(1, 3));
  }

  @Test
  void shouldSayWhatIsExpected_whenTheUpdateCannotBeEncoded() {
    trained = new float[] {1, Float.NaN, 1, 1};
    RoundDefinition round = based("p-0002", UpdateEncoding.INT8, 0);
    StoreTrainer encoding = encoding(TensorMemory.ofProcess());

    assertThatThrownBy(() -> encoding.train(inputs(round, Rounds.model(1, "p-0001", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter 1 of the update is NaN");
    StoreTrainer tooShort = inputs -> new TrainedUpdate(new byte[8], 1, Map.of(), null);
    assertThatThrownBy(
            () ->
                new EncodingTrainer(
                        STORE, tooShort, TensorMemory.ofProcess(), SplittableRandom::new)
                    .train(inputs(round, Rounds.model(1, "p-0001", 1))))
        .hasMessage("round p-0002 has models of 16 bytes, the trainer's update has 8");
  }

  private StoreTrainer encoding(TensorMemory memory) {
    return new EncodingTrainer(STORE, trainer, memory, SplittableRandom::new);
  }

  private StoreTrainer chosen(double chance) {
    RandomGenerator fixed =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new UnsupportedOperationException("only doubles are drawn");
          }

          @Override
          public double nextDouble() {
            return chance;
          }
        };
    return new EncodingTrainer(STORE, trainer, TensorMemory.ofProcess(), seed -> fixed);
  }

  private TensorMemory files() {
    try (StateDirectory state = StateDirectory.open(root, Durability.PROCESS_KILLED)) {
      return state.residuals(STORE);
    }
  }

  private static RoundDefinition based(String roundId, UpdateEncoding encoding, double share) {
    return Rounds.builder(roundId, 4)
        .setUpdateEncoding(encoding)
        .setTopKShare(share)
        .setBase(new ModelReference(Rounds.TYPE, 1L, "00"))
        .build();
  }

  private static RoundInputs inputs(RoundDefinition round, @Nullable Model base) {
    return new RoundInputs(round, base, List.of());
  }

  private static byte[] singles(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static byte[] entry(int index, float value) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(index)
        .putFloat(value)
        .array();
  }
}
