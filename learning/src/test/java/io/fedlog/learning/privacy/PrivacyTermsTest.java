package io.fedlog.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyTermsTest {
  @ParameterizedTest
  @CsvSource({"CENTRAL, 1, 100", "DISTRIBUTED, 3, 100", "LOCAL, 1, 200"})
  void shouldBeTheClip_butTwiceForAnyTwoUpdatesOfAStore(Mode mode, int shares, long sensitivity) {
    assertThat(new PrivacyTerms(mode, Noise.GAUSSIAN, 100, 7, 1e-5, shares).sensitivityUnits())
        .isEqualTo(sensitivity);
  }

  /** 100/7 = 14.285714285714285..., its half square 102.0408163265306...; 200^2/98 likewise. */
  @Test
  void shouldBeRoundedUp_whenACostIsNoWholeNumber() {
    assertThat(terms(Mode.CENTRAL, Noise.LAPLACE, 100, 7, 0).cost())
        .isEqualTo(new SpentPrivacy(14_285_714_285_715L, 102_040_816_326_531L, 0));
    assertThat(terms(Mode.LOCAL, Noise.GAUSSIAN, 100, 7, 0.1).cost())
        .isEqualTo(new SpentPrivacy(0, 0, 408_163_265_306_123L));
    assertThat(terms(Mode.CENTRAL, Noise.GAUSSIAN, 100, 7, 0.1).cost())
        .isEqualTo(new SpentPrivacy(0, 0, 102_040_816_326_531L));
  }

  @Test
  void shouldBeRefused_whenNoiseIsTooLittleToCount() {
    assertThatThrownBy(() -> terms(Mode.CENTRAL, Noise.GAUSSIAN, 1L << 60, 1, 0.1).cost())
        .hasMessageContaining("give more noise");
  }

  /** By the series: the variance of a discrete Laplace variable is sum(k^2 p^|k|) / sum(p^|k|). */
  @ParameterizedTest
  @CsvSource({"1", "3", "40"})
  void shouldBeThatOfTheDistribution_whenNoiseIsLaplace(long scale) {
    double squares = 0;
    double all = 0;
    for (int k = -40 * (int) scale; k <= 40 * scale; k++) {
      double weight = Math.exp(-Math.abs((double) k) / scale);
      squares += (double) k * k * weight;
      all += weight;
    }

    assertThat(terms(Mode.CENTRAL, Noise.LAPLACE, 1, scale, 0).standardDeviationUnits())
        .isCloseTo(Math.sqrt(squares / all), within(1e-9 * scale));
  }

  /** 100 over the root of 4 is 50, of 3 it is 57.7; rho of 4 shares is 100^2 / (2 x 4 x 50^2). */
  @Test
  void shouldBeEnoughTogether_whenEachStoreAddsAShare() {
    PrivacyTerms four = shares(100, 4);
    assertThat(four.drawUnits()).isEqualTo(50);
    assertThat(four.cost()).isEqualTo(new SpentPrivacy(0, 0, 500_000_000_001L));
    assertThat(four.standardDeviationUnits()).isEqualTo(50);
    assertThat(four.noiseOnMeanUnits(25)).isEqualTo(10);
    assertThat(four.mostUnits()).isEqualTo(100 + 16 * 50);
    assertThat(shares(100, 3).drawUnits()).isEqualTo(58);
  }

  @ParameterizedTest
  @CsvSource({"18014398509481984, 3", "18014398509481983, 2", "9007199254740993, 99991", "5, 7"})
  void shouldBeTheLeastShareThatIsEnough_whateverItIsOf(long noise, int shares) {
    BigInteger draw = BigInteger.valueOf(shares(noise, shares).drawUnits());
    BigInteger wanted = BigInteger.valueOf(noise).pow(2);

    assertThat(draw.pow(2).multiply(BigInteger.valueOf(shares))).isGreaterThanOrEqualTo(wanted);
    assertThat(draw.subtract(BigInteger.ONE).pow(2).multiply(BigInteger.valueOf(shares)))
        .isLessThan(wanted);
  }

  @Test
  void shouldBeRefused_whenSharesDoNotMakeTheNoise() {
    assertThatThrownBy(() -> shares(100, 1)).hasMessageContaining("shares is 1; expected the 2");
    assertThatThrownBy(() -> new PrivacyTerms(Mode.CENTRAL, Noise.GAUSSIAN, 1, 1, 0.1, 2))
        .hasMessageContaining("shares is 2; expected 1");
    assertThatThrownBy(() -> new PrivacyTerms(Mode.DISTRIBUTED, Noise.LAPLACE, 1, 1, 0.1, 2))
        .hasMessageContaining("noise is LAPLACE; expected GAUSSIAN");
    assertThatThrownBy(() -> shares(6, 4).cost())
        .as("a sigma of 3, whose sum is noticeably none")
        .hasMessageContaining("choose a finer grid");
  }

  private static PrivacyTerms shares(long noise, int shares) {
    return new PrivacyTerms(Mode.DISTRIBUTED, Noise.GAUSSIAN, 100, noise, 0.1, shares);
  }

  @Test
  void shouldShrinkWithTheCohort_whenNoiseIsOnAMean() {
    assertThat(terms(Mode.CENTRAL, Noise.GAUSSIAN, 1, 64, 0.5).noiseOnMeanUnits(16)).isEqualTo(4);
    assertThat(terms(Mode.LOCAL, Noise.GAUSSIAN, 1, 64, 0.5).noiseOnMeanUnits(16)).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, 0, 1, 0.1, clip_units is 0",
    "GAUSSIAN, 1152921504606846977, 1, 0.1, clip_units is 1152921504606846977",
    "GAUSSIAN, 1, 0, 0.1, noise_units is 0",
    "LAPLACE, 1, 18014398509481985, 0, noise_units is 18014398509481985",
    "GAUSSIAN, 1, 1, 0, delta is 0.0",
    "LAPLACE, 1, 1, -0.1, delta is -0.1",
    "LAPLACE, 1, 1, 1, delta is 1.0",
    "GAUSSIAN, 1, 1, NaN, delta is NaN"
  })
  void shouldBeRefused_whenABoundIsBroken(
      Noise noise, long clip, long scale, double delta, String message) {
    assertThatThrownBy(() -> terms(Mode.CENTRAL, noise, clip, scale, delta))
        .hasMessageContaining(message);
  }

  private static PrivacyTerms terms(Mode mode, Noise noise, long clip, long scale, double delta) {
    return new PrivacyTerms(mode, noise, clip, scale, delta);
  }
}
