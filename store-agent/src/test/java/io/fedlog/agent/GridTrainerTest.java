package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTrainerTest {

  private static final String STORE = "store 7";

  /** A unit is 1/16. */
  private static final Grid GRID = new Grid(4, 64.0, 0, 1L, 10, 1);

  @TempDir private Path root;

  private double[] trained = {};

  /** Makes the parameters that the test says, and tells of its rows. */
  private final StoreTrainer tells =
      new StoreTrainer() {
        @Override
        public TrainedUpdate train(RoundInputs inputs) {
          TrainedUpdate made = TrainedUpdate.of(inputs, trained, 10, Map.of("loss", 0.5));
          return new TrainedUpdate(made.payload(), 10, made.metrics(), "f1");
        }

        @Override
        public Optional<Evaluated> evaluate(
            Model model, List<Model> requires, byte @Nullable [] localPart) {
          return Optional.of(new Evaluated(Map.of("loss", 0.25), 3, new byte[] {1}));
        }
      };

  private final GridTrainer trainer = new GridTrainer(tells, this::noiseKey);

  @Test
  void shouldSendTheClippedDifferencesAndNothingElse_whenNoiseIsAddedToTheSum() {
    trained = new double[] {4, -3, 1, 1}; // differences 3, -4, 0, 0: 48 and -64 units, norm 80

    TrainedUpdate update = train(round("r", PrivacyMode.CENTRAL, 20));

    assertThat(units(update)).containsExactly(12, -16, 0, 0);
    assertThat(update.samples()).isZero();
    assertThat(update.metrics()).isEmpty();
    assertThat(update.datasetFingerprint()).isNull();
  }

  @Test
  void shouldRepeatItsNoise_onlyForTheSameRoundAndUpdate() {
    trained = new double[] {4, -3, 1, 1};
    RoundDefinition round = round("r", PrivacyMode.LOCAL, 100);

    long[] noisy = units(train(round));

    assertThat(units(train(round))).as("from a key read again").isEqualTo(noisy);
    assertThat(units(train(round("s", PrivacyMode.LOCAL, 100)))).isNotEqualTo(noisy);
    trained = new double[] {4, -3, 1, 1.0625}; // one unit further
    // Four draws of deviation 100 twice: within 9 of each other with probability under 10^-6.
    assertThat(distance(units(train(round)), noisy)).isGreaterThan(9);
  }

  /** 100 units of noise of 4 stores are 50 of each. */
  @Test
  void shouldAddItsShareOfTheNoise_andTheSameWhenAskedAgain() {
    trained = new double[] {1, 1, 1, 1}; // no difference
    RoundDefinition round = round("r", PrivacyMode.DISTRIBUTED, 20);

    long[] share = units(train(round));

    assertThat(units(train(round))).as("from a key read again").isEqualTo(share);
    assertThat(units(train(round("s", PrivacyMode.DISTRIBUTED, 20)))).isNotEqualTo(share);
    // Four draws of deviation 50 that are all within 1: probability under 10^-6, for each 0.024.
    assertThat(distance(share, new long[4])).isGreaterThan(4);
    assertThat(train(round).samples()).isZero();
  }

  @Test
  void shouldHaveNoiseOfItsOwn_atEveryStore() {
    trained = new double[] {4, -3, 1, 1};
    RoundDefinition round = round("r", PrivacyMode.LOCAL, 20);
    GridTrainer other = new GridTrainer(tells, () -> NoiseKey.random(new SecureRandom()));

    assertThat(units(other.train(inputs(round)))).isNotEqualTo(units(train(round)));
  }

  @Test
  void shouldLeaveUpdatesAlone_whenTheRoundHasNoUnits() {
    trained = new double[] {4, -3, 1, 1};
    RoundDefinition plain = Rounds.builder("r", 4).build();

    TrainedUpdate update = trainer.train(new RoundInputs(plain, null, List.of()));

    assertThat(update.samples()).isEqualTo(10);
    assertThat(update.metrics()).containsOnlyKeys("loss");
    assertThat(update.datasetFingerprint()).isEqualTo("f1");
  }

  @Test
  void shouldKeepFiguresWhereTheRowsAre_whenTheVersionWasMadeUnderPrivacy() {
    Model model = Rounds.model(1, "r", 1);
    Evaluated told = trainer.evaluate(model, List.of(), null).orElseThrow();
    ModelManifest manifest =
        ModelManifest.newBuilder(model.manifest())
            .setTrainingConfig(Map.of("privacy_mode", "central"))
            .build();
    Evaluated kept =
        trainer.evaluate(Model.of(manifest, Rounds.floats(4, 1)), List.of(), null).orElseThrow();

    assertThat(told.metrics()).containsOnlyKeys("loss");
    assertThat(kept.metrics()).isEmpty();
    assertThat(kept.localPart()).containsExactly(1);
  }

  @Test
  void shouldSayWhatIsMissing_whenThereIsNoBaseOrAnotherModel() {
    trained = new double[] {4, -3, 1, 1};
    RoundDefinition round = round("r", PrivacyMode.CENTRAL, 20);

    assertThatThrownBy(() -> trainer.train(new RoundInputs(round, null, List.of())))
        .hasMessage(
            "round r takes differences and names no base, expected a version to train from");
  }

  private TrainedUpdate train(RoundDefinition round) {
    return trainer.train(inputs(round));
  }

  private static RoundInputs inputs(RoundDefinition round) {
    return new RoundInputs(round, Rounds.model(1, "before", 1), List.of());
  }

  private NoiseKey noiseKey() {
    try (StateDirectory state = StateDirectory.open(root, Durability.PROCESS_KILLED)) {
      return state.noiseKey(STORE);
    }
  }

  private static RoundDefinition round(String roundId, PrivacyMode mode, long clip) {
    return Rounds.builder(roundId, 4)
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setGrid(GRID)
        .setBase(new ModelReference(Rounds.TYPE, 1L, "00"))
        .setPrivacyMode(mode.name().toLowerCase(Locale.ROOT))
        .setPrivacy(new PrivacyRules(mode, Noise.GAUSSIAN, clip, 100L, 1e-5))
        .setMinStores(4)
        .build();
  }

  private static long distance(long[] one, long[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs(one[i] - other[i]);
    }
    return sum;
  }

  private static long[] units(TrainedUpdate update) {
    return Arrays.copyOf(GridUnits.read(ByteBuffer.wrap(update.payload())), 4);
  }
}
