package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store declines by itself, also when the aggregator would let it in. */
class OwnPrivacyTest {
  private static final OwnPrivacy LIMIT =
      new OwnPrivacy(WeakestPrivacy.LOCAL, new PrivacyBudget(1, 0));

  /** Changes after which a round with local noise is none that the aggregator lets in. */
  private static final Map<String, UnaryOperator<RoundDefinition.Builder>> FAULTS =
      Map.of(
          "model type is sales_forecast.vocabulary",
          round -> round.setModelType(Rounds.TYPE + ".vocabulary"),
          "model type is sales_forecast.moments",
          round -> round.setModelType(Rounds.TYPE + ".moments"),
          "windows is there",
          round ->
              round.setWindows(
                  WindowRules.newBuilder()
                      .setUpdates(1)
                      .setWindowMs(1_000L)
                      .setMaxStaleness(1)
                      .build()),
          "secure_aggregation is there",
          OwnPrivacyTest::masked,
          "weighting is SAMPLES",
          round -> round.setWeighting(Weighting.SAMPLES),
          "update_encoding is AS_MODEL",
          round -> round.setUpdateEncoding(UpdateEncoding.AS_MODEL),
          "encoding is TEXT",
          round -> round.setEncoding(Encoding.TEXT));

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "NONE,        true,  true,  true,  true",
    "CENTRAL,     false, true,  true,  true",
    "DISTRIBUTED, false, false, true,  true",
    "LOCAL,       false, false, false, true",
  })
  void shouldDeclineWeakerModes(
      WeakestPrivacy weakest, boolean none, boolean central, boolean distributed, boolean local) {
    OwnPrivacy demands = new OwnPrivacy(weakest, null);

    assertThat(takesPart(demands, exact())).isEqualTo(none);
    assertThat(takesPart(demands, mode(PrivacyMode.CENTRAL))).isEqualTo(central);
    assertThat(takesPart(demands, masked(mode(PrivacyMode.DISTRIBUTED)))).isEqualTo(distributed);
    assertThat(takesPart(demands, mode(PrivacyMode.LOCAL))).isEqualTo(local);
    assertThat(takesPart(demands, masked(exact()))).isEqualTo(none);
  }

  @Test
  void shouldSayWhatItAcceptsAndWhoMayChangeIt() {
    assertThat(LIMIT.fault(mode(PrivacyMode.CENTRAL).build()))
        .isEqualTo(
            "its privacy mode is central and these stores accept no weaker one than local"
                + " (FL_PRIVACY_MODE); ask for that mode, or let whoever owns the stores accept a weaker one");
  }

  @Test
  void shouldNameTheRule_whenARoundWithLocalNoiseCannotHoldIt() {
    FAULTS.forEach(
        (fault, change) ->
            assertThat(OwnPrivacy.NONE.fault(change.apply(mode(PrivacyMode.LOCAL)).build()))
                .as(fault)
                .startsWith("under privacy mode local " + fault + "; expected "));
  }

  @Test
  void shouldDeclineCentralUnderMasksAndDistributedWithout() {
    assertThat(takesPart(OwnPrivacy.NONE, masked(mode(PrivacyMode.CENTRAL)))).isFalse();
    assertThat(takesPart(OwnPrivacy.NONE, mode(PrivacyMode.DISTRIBUTED))).isFalse();
  }

  @Test
  void shouldSendNothing_whenARuleOfLocalNoiseIsBroken() {
    try (PrivateStage stage = new PrivateStage(folder, LIMIT)) {
      int number = 0;
      for (UnaryOperator<RoundDefinition.Builder> change : FAULTS.values()) {
        String roundId = "p-000" + ++number;
        stage.play(
            change
                .apply(mode(PrivacyMode.LOCAL))
                .setRoundId(roundId)
                .setUpdatesTopic("fl.updates." + roundId)
                .build());
      }

      assertThat(stage.topics()).isEmpty();
      assertThat(stage.trainer.trained).hasValue(0);
    }
  }

  /** A plain update of a round that the quorum then refuses would lie on the log for ever. */
  @ParameterizedTest
  @EnumSource(PrivacyMode.class)
  void shouldSendNothing_beforeTheQuorumHasLetTheRoundIn(PrivacyMode mode) {
    try (PrivateStage stage = new PrivateStage(folder, OwnPrivacy.NONE)) {
      stage.desk.define(mode(mode).build(), PrivateStage.NOW);
      stage.work();

      assertThat(stage.topics()).isEmpty();
    }
  }

  /** Its update would have a share of the noise only, and no mask. */
  @Test
  void shouldSendNothing_whenSharesOfNoiseAreToGoWithoutMasks() {
    try (PrivateStage stage = new PrivateStage(folder, OwnPrivacy.NONE)) {
      stage.play(mode(PrivacyMode.DISTRIBUTED).build());

      assertThat(stage.topics()).isEmpty();
    }
  }

  /** A window's round is begun again with every version that comes of it. */
  @Test
  void shouldSendNothing_whenVersionsComeOfARoundItDeclined() {
    try (PrivateStage stage = new PrivateStage(folder, LIMIT)) {
      stage.play(FAULTS.get("windows is there").apply(mode(PrivacyMode.LOCAL)).build());
      for (int version = 2; version < 6; version++) {
        stage.desk.published(
            ModelManifest.newBuilder(Rounds.model(version, "p-0001", 1).manifest())
                .setWindowStores(List.of("a"))
                .build());
        stage.work();
      }

      assertThat(stage.topics()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"central", "none"})
  void shouldSendNothing_whenOnlyLocalNoiseIsAcceptedAndTheRoundIs(String mode) {
    try (PrivateStage stage = new PrivateStage(folder, LIMIT)) {
      stage.play(mode.equals("none") ? exact().build() : mode(PrivacyMode.CENTRAL).build());

      assertThat(stage.topics()).isEmpty();
      assertThat(stage.trainer.trained).hasValue(0);
    }
  }

  @Test
  void shouldAnswerNoPreparation_whenSomePrivacyIsDemanded() {
    RoundDefinition preparation =
        Rounds.builder("p-0001", 4).setModelType(Rounds.TYPE + ".moments").build();

    assertThat(OwnPrivacy.NONE.fault(preparation)).isNull();
    assertThat(new OwnPrivacy(WeakestPrivacy.CENTRAL, null).fault(preparation)).isNotNull();
  }

  /** Not even of a version that it knows no private round of. */
  @ParameterizedTest
  @ValueSource(strings = {"CENTRAL", "DISTRIBUTED", "LOCAL"})
  void shouldMeasureAndTellNoFigures_whenSomePrivacyIsDemanded(WeakestPrivacy weakest) {
    try (PrivateStage stage = new PrivateStage(folder, new OwnPrivacy(weakest, null))) {
      stage.desk.published(Rounds.model(1, "imported", 1).manifest());
      stage.work();

      assertThat(stage.trainer.evaluated).hasValue(1);
      assertThat(stage.topics()).isEmpty();
    }
  }

  private static boolean takesPart(OwnPrivacy demands, RoundDefinition.Builder round) {
    return demands.fault(round.build()) == null;
  }

  private static RoundDefinition.Builder exact() {
    return PrivateStage.round("p-0001", 4_000).setPrivacyMode("none").setPrivacy(null);
  }

  private static RoundDefinition.Builder mode(PrivacyMode mode) {
    Noise noise = mode == PrivacyMode.DISTRIBUTED ? Noise.GAUSSIAN : Noise.LAPLACE;
    return PrivateStage.round("p-0001", 4_000)
        .setPrivacyMode(mode.name().toLowerCase(java.util.Locale.ROOT))
        .setPrivacy(new PrivacyRules(mode, noise, 1_000L, 4_000L, 1e-5));
  }

  private static RoundDefinition.Builder masked(RoundDefinition.Builder round) {
    return round.setSecureAggregation(
        SecureStage.round(io.fedlog.schemas.Adversary.SEMI_HONEST).build().getSecureAggregation());
  }
}
