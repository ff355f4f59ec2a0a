package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PldAccountantTest {

  /** Nothing is composed here, so that the answer is known; it may only be above, and hardly so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gauss 1",
        "gauss 0.05",
        "gauss 30",
        "gauss 5000",
        "laplace 1",
        "laplace 0.01",
        "laplace 20",
        "laplace 0.0001",
        "sampled 0.003 laplace 0.008",
        "discrete-laplace 0.2 3",
        "discrete-gauss 2 3",
        "discrete-gauss 100 30",
        "sampled 0.01 gauss 1",
        "sampled 0.9 gauss 0.5",
        "sampled 0.3 discrete-gauss 4 3",
        "sampled 0.2 discrete-laplace 0.7 2",
        "sampled 0.1 laplace 1",
      })
  void shouldBeAboveTheExactDelta_andClose(String setting) {
    Mechanism mechanism = Settings.mechanism(setting);
    PldAccountant accountant = PldAccountant.of(new Release(mechanism, 1));

    for (double epsilon = 0; epsilon < 12; epsilon += 0.0917) {
      double exact = mechanism.delta(epsilon);

      assertThat(accountant.delta(epsilon))
          .as("epsilon %s", epsilon)
          .isBetween(exact * (1 - 1e-12), exact * (1 + 1e-4) + 1e-8);
    }
  }

  /**
   * Gaussians compose to a Gaussian, whose delta is known. Rounding is 1e-16 of delta a release.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "10, 7", "1000, 60", "100000, 500"})
  void shouldBeAboveTheExactEpsilon_ofGaussians(int times, double noise) {
    AnalyticGaussian exact = new AnalyticGaussian(noise, times);
    PldAccountant accountant = PldAccountant.of(new Release(new Gaussian(noise), times));

    for (double delta : new double[] {0.1, 1e-3, 1e-5, 1e-7, 1e-9}) {
      double epsilon = exact.epsilon(delta);

      assertThat(accountant.epsilon(delta)).isBetween(epsilon - 1e-12, epsilon * 1.001);
      assertThat(accountant.delta(epsilon))
          .isBetween(delta * (1 - 1e-9), delta * 1.01 + times * 1e-15);
    }
  }

  /** 1 / 1.25^2 + 4 / 2.5^2 + 9 / 6^2 = 1.53: one Gaussian of 1.53^-1/2. */
  @Test
  void shouldComposeDifferentMechanisms() {
    PldAccountant accountant =
        PldAccountant.of(
            new Release(new Gaussian(1.25), 1),
            new Release(new Gaussian(2.5), 4),
            new Release(new Gaussian(6), 9));

    assertThat(accountant.epsilon(1e-6))
        .isCloseTo(new AnalyticGaussian(1 / Math.sqrt(1.53), 1).epsilon(1e-6), within(1e-6));
  }

  /** Over both losses by the midpoint rule, in Python, to 1e-7. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 0.5, 0.3504959",
    "1, 1, 1.5, 0.1238491",
    "1, 0.5, 0.7, 0.1956159",
  })
  void shouldAgreeWithQuadrature_forTwoLaplaces(
      double one, double other, double epsilon, double delta) {
    PldAccountant accountant =
        PldAccountant.of(new Release(new Laplace(one), 1), new Release(new Laplace(other), 1));

    assertThat(accountant.delta(epsilon)).isCloseTo(delta, within(1e-6));
  }

  /** Over both outputs by the midpoint rule on 2200 x 2200 points, in Python, to 1e-7. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0.8, 0.5, 0.1060695, 0.0127819",
    "0.3, 0.8, 1.5, 0.0234243, 0",
    "0.6, 1.2, 0.4, 0.1611351, 0.1259835",
  })
  void shouldAgreeWithQuadrature_inBothDirections(
      double probability, double noise, double epsilon, double removal, double addition) {
    DominatingPair pair = new PoissonSampled(probability, new Gaussian(noise)).pair();
    int[] twice = {2};

    assertThat(LossComposition.of(List.of(pair), twice).delta(epsilon))
        .isCloseTo(removal, within(1e-6));
    assertThat(LossComposition.of(List.of(pair.swapped()), twice).delta(epsilon))
        .isCloseTo(addition, within(1e-6));
  }

  /** What Renyi divergences prove must hold; and PLD is never worse. */
  @ParameterizedTest
  @CsvSource({"0.01, 1, 1000, 1e-5", "0.1, 2, 300, 1e-6", "0.0005, 0.6, 20000, 1e-7"})
  void shouldBeBelowRenyiAccounting(double probability, double noise, int times, double delta) {
    Release release = new Release(new PoissonSampled(probability, new Gaussian(noise)), times);

    assertThat(PldAccountant.of(release).epsilon(delta))
        .isBetween(
            0.6 * RdpAccountant.of(release).epsilon(delta),
            RdpAccountant.of(release).epsilon(delta));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gauss 1", "laplace 0.3", "sampled 0.2 gauss 0.7"})
  void shouldAnswerBothWaysAlike(String setting) {
    PldAccountant accountant = PldAccountant.of(new Release(Settings.mechanism(setting), 5));

    for (double epsilon = 0.05; epsilon < 1.4; epsilon += 0.1) {
      double delta = accountant.delta(epsilon);

      assertThat(accountant.epsilon(delta)).isCloseTo(epsilon, within(1e-9));
      assertThat(accountant.delta(accountant.epsilon(delta))).isCloseTo(delta, within(1e-12));
    }
    assertThat(accountant.epsilon(1)).isEqualTo(0);
  }

  /** Nothing about a pure mechanism is left to chance but what composing gives away. */
  @Test
  void shouldEndWherePureMechanismsEnd() {
    PldAccountant accountant =
        PldAccountant.of(new Release(new Laplace(1), 3), new Release(new Laplace(0.5), 2));

    assertThat(accountant.delta(4.001)).isLessThan(1e-12);
    assertThat(accountant.epsilon(0)).isInfinite();
    assertThat(accountant.epsilon(1e-12)).isCloseTo(4, within(0.001));
  }

  @Test
  void shouldRefuseWhatHidesNothing() {
    assertThatThrownBy(() -> PldAccountant.of(new Release(new Gaussian(1e-6), 1)))
        .hasMessageContaining("expected more noise");
    assertThatThrownBy(PldAccountant::of).hasMessage("number of releases is 0, expected 1 or more");
  }
}
