package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyWishTest {

  /** A unit is 2^-20. */
  private static final Grid GRID = new Grid(20, 1024, 0, 1, 1000, 1);

  private static final RoundDefinitions DEFINITIONS =
      new RoundDefinitions(new RoundLimits(512 * 1024, 1000, 1 << 24));

  @Test
  void shouldDivideEpsilonEvenly_whenNoiseIsLaplace() {
    // 0.3 is 314,572.8 units. Four releases of epsilon 1/4: four times the sensitivity.
    PrivacyRules central = laplace(PrivacyMode.CENTRAL).rules(GRID, 3);
    PrivacyRules local = laplace(PrivacyMode.LOCAL).rules(GRID, 3);

    assertThat(central)
        .isEqualTo(new PrivacyRules(PrivacyMode.CENTRAL, Noise.LAPLACE, 314_572L, 1_258_288L, 0.0));
    // Any two updates of a store are to look alike: twice the clip apart.
    assertThat(local.getNoiseUnits()).isEqualTo(2_516_576L);
  }

  /**
   * For (1, 1e-5) of eight releases rho is 0.03056 in all, the least over alpha of alpha rho +
   * ln((alpha - 1) / alpha) - ln(1e-5 alpha) / (alpha - 1) being 1 there, evaluated on a fine
   * lattice apart from this code; and sigma = sqrt(8 / (2 * 0.03056)) = 11.44 sensitivities.
   */
  @Test
  void shouldTakeTheNoiseOfConcentratedPrivacy_whenNoiseIsGaussian() {
    PrivacyRules rules =
        new PrivacyWish(PrivacyMode.CENTRAL, Noise.GAUSSIAN, 1, 1e-5, 0.5, 8).rules(GRID, 3);

    assertThat(rules.getClipUnits()).isEqualTo(1 << 19);
    assertThat((double) rules.getNoiseUnits() / rules.getClipUnits())
        .isCloseTo(11.44, within(0.02));
  }

  /** Eight shares of sigma / sqrt(8) are a sum's sigma, and cost at most what was asked for. */
  @Test
  void shouldCostNoMoreThanAsked_whenNoiseComesInShares() {
    PrivacyRules central =
        new PrivacyWish(PrivacyMode.CENTRAL, Noise.GAUSSIAN, 4, 1e-5, 0.5, 8).rules(GRID, 8);
    PrivacyRules shared =
        new PrivacyWish(PrivacyMode.DISTRIBUTED, Noise.GAUSSIAN, 4, 1e-5, 0.5, 8).rules(GRID, 8);

    assertThat((double) shared.getNoiseUnits())
        .isBetween((double) central.getNoiseUnits(), central.getNoiseUnits() * 1.000_01 + 1);
    PrivacyTerms terms =
        new PrivacyTerms(
            PrivacyTerms.Mode.DISTRIBUTED,
            PrivacyTerms.Noise.GAUSSIAN,
            shared.getClipUnits(),
            shared.getNoiseUnits(),
            1e-5,
            8);
    assertThat(new PrivacyBudget(4, 1e-5).allows(terms.cost().times(8))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DISTRIBUTED | LAPLACE | 1 | 0 | 1 | noise is LAPLACE; expected GAUSSIAN with mode DISTRIBUTED",
        "CENTRAL | GAUSSIAN | 0 | 1e-5 | 1 | epsilon is 0.0; expected a number above 0",
        "CENTRAL | GAUSSIAN | NaN | 1e-5 | 1 | epsilon is NaN; expected a number above 0",
        "CENTRAL | GAUSSIAN | 1 | 0 | 1 | delta is 0.0; expected above 0 and below 1 with GAUSSIAN noise",
        "CENTRAL | LAPLACE | 1 | 1 | 1 | delta is 1.0; expected 0 to below 1",
        "CENTRAL | LAPLACE | 1 | 0 | -1 | clip_norm is -1.0; expected a number above 0",
        "CENTRAL | LAPLACE | 1 | 0 | 2000 | clip_norm is 2000.0; expected from 0.00000095367431640625 to 1024.0",
        "CENTRAL | LAPLACE | 1 | 0 | 1e-9 | clip_norm is 1.0E-9; expected from",
        "LOCAL | LAPLACE | 0.01 | 0 | 1 | noise is 200.0; expected so much that 1024.0 has room for it many times over",
      })
  void shouldSayWhatWasExpected_whenTheWishCannotBe(
      PrivacyMode mode, Noise noise, double epsilon, double delta, double clip, String message) {
    assertThatThrownBy(() -> new PrivacyWish(mode, noise, epsilon, delta, clip, 1).rules(GRID, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("privacy: " + message);
  }

  @Test
  void shouldDefineARoundOfUnits_thatFitARecord() {
    RoundDefinition singles = define(spec(Encoding.FLOAT32, Aggregation.equal("fedavg")));
    RoundDefinition doubles = define(spec(Encoding.FLOAT64, Aggregation.equal("fedavg")));

    assertThat(singles.getPrivacyMode()).isEqualTo("central");
    assertThat(singles.getPrivacy().getNoise()).isEqualTo(Noise.LAPLACE);
    assertThat(singles.getGrid().getLanes()).isEqualTo(1);
    assertThat(doubles.getGrid().getLanes()).isEqualTo(1);
    // 8 bytes a parameter in a record of 512 KiB: 64 Ki parameters of 4 or 8 bytes in the model.
    assertThat(singles.getChunkBytes()).isEqualTo(256 * 1024);
    assertThat(doubles.getChunkBytes()).isEqualTo(512 * 1024);
  }

  @Test
  void shouldRefuse_whatNoiseOnASumCannotHide() {
    Aggregation bySamples = new Aggregation("weighted", Map.of(), Weighting.SAMPLES, null);
    assertThatThrownBy(() -> define(spec(Encoding.FLOAT32, bySamples)))
        .hasMessage(
            "privacy: weighting is SAMPLES; expected EQUAL: by its weight a store would count more than the noise hides");
    assertThatThrownBy(() -> define(spec(Encoding.FLOAT32, Aggregation.equal("median"))))
        .hasMessageContaining("which method median does not aggregate");
    WindowRules windows =
        WindowRules.newBuilder().setUpdates(3).setWindowMs(1_000).setMaxStaleness(5).build();
    assertThatThrownBy(
            () -> define(spec(Encoding.FLOAT32, Aggregation.equal("fedavg")).with(windows)))
        .hasMessageStartingWith("privacy: windows is some; expected none");
  }

  private static PrivacyWish laplace(PrivacyMode mode) {
    return new PrivacyWish(mode, Noise.LAPLACE, 1, 0, 0.3, 4);
  }

  private static RoundDefinition define(RoundSpec spec) {
    return DEFINITIONS.define(spec, Instant.EPOCH).definition();
  }

  private static RoundSpec spec(Encoding encoding, Aggregation aggregation) {
    UpdateForm form =
        new UpdateForm(
            encoding,
            List.of(new Tensor("w", List.of(1_000_000))),
            1024,
            false,
            new UpdateEncoding(UpdateEncoding.Kind.GRID, 0));
    return new RoundSpec(
            "r",
            "m",
            null,
            0,
            new ModelReference("m", 1L, "0".repeat(64)),
            List.of(),
            aggregation,
            form,
            new Participation(
                List.of(),
                2,
                BigDecimal.ONE,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                AtDeadline.FAIL),
            Map.of(),
            "test")
        .under(laplace(PrivacyMode.CENTRAL));
  }
}
