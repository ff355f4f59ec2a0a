package io.fedlog.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyBudgetTest {
  private static final BigDecimal STEP = new BigDecimal("0.000001");

  @Test
  void shouldAllowExactlyAllOfIt() {
    PrivacyBudget budget = new PrivacyBudget(0.3, 0);
    SpentPrivacy tenth = SpentPrivacy.laplace(new BigDecimal("0.1"), BigDecimal.ONE);

    assertThat(budget.allows(tenth.times(3))).isTrue();
    assertThat(budget.allows(tenth.times(3).plus(new SpentPrivacy(1, 1, 0)))).isFalse();
    assertThat(budget.allows(SpentPrivacy.none())).isTrue();
  }

  @Test
  void shouldAllowNoGaussianNoise_withoutDelta() {
    PrivacyBudget budget = new PrivacyBudget(100, 0);

    assertThat(budget.allows(new SpentPrivacy(0, 0, 1))).isFalse();
    assertThatThrownBy(() -> budget.gaussianNoiseMultiplier(1))
        .hasMessageContaining("delta is 0.0, expected above 0 for Gaussian noise");
  }

  @ParameterizedTest
  @CsvSource({"1, 1e-5, 1", "8, 1e-5, 50", "0.5, 1e-9, 1000", "4, 1e-6, 7"})
  void shouldAskForTheLeastNoise(double epsilon, double delta, int releases) {
    PrivacyBudget budget = new PrivacyBudget(epsilon, delta);
    BigDecimal sigma = budget.gaussianNoiseMultiplier(releases);
    BigDecimal scale = budget.laplaceNoiseMultiplier(releases);

    assertThat(budget.allows(gaussian(sigma, releases))).isTrue();
    assertThat(budget.allows(gaussian(sigma.subtract(STEP), releases))).isFalse();
    assertThat(budget.allows(laplace(scale, releases))).isTrue();
    assertThat(budget.allows(laplace(scale.subtract(STEP), releases))).isFalse();
    assertThat(budget.allows(gaussian(sigma, releases + 1 + releases / 100))).isFalse();
  }

  /** Without a delta each gets an equal share. Of 1, 3 times 1/3, rounded up, is too much. */
  @Test
  void shouldShareEvenly_whenThereIsNoDelta() {
    assertThat(new PrivacyBudget(2, 0).laplaceNoiseMultiplier(10)).isEqualByComparingTo("5");
    assertThat(new PrivacyBudget(1, 0).laplaceNoiseMultiplier(3)).isEqualByComparingTo("3.000001");
  }

  @Test
  void shouldSayWhatItWants() {
    assertThatThrownBy(() -> new PrivacyBudget(0, 1e-5))
        .hasMessage("epsilon is 0.0, expected a finite number above 0");
    assertThatThrownBy(() -> new PrivacyBudget(1, 1))
        .hasMessage("delta is 1.0, expected 0 to below 1");
    assertThatThrownBy(() -> new PrivacyBudget(1, 1e-5).laplaceNoiseMultiplier(0))
        .hasMessage("releases is 0, expected 1 or more");
    assertThatThrownBy(() -> new PrivacyBudget(1e-6, 0).laplaceNoiseMultiplier(1_000_000))
        .hasMessageContaining("expected a larger epsilon, or fewer releases");
  }

  private static SpentPrivacy gaussian(BigDecimal noise, int releases) {
    return SpentPrivacy.gaussian(BigDecimal.ONE, noise).times(releases);
  }

  private static SpentPrivacy laplace(BigDecimal noise, int releases) {
    return SpentPrivacy.laplace(BigDecimal.ONE, noise).times(releases);
  }
}
