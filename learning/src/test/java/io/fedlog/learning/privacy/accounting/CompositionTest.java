package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositionTest {

  @Test
  void shouldAddEpsilons() {
    BasicComposition basic = new BasicComposition(0.25, 8);

    assertThat(basic.epsilon(0)).isEqualTo(2);
    assertThat(basic.epsilon(0.1)).isEqualTo(2);
    assertThat(basic.delta(2)).isEqualTo(0);
    assertThat(basic.delta(1.99)).isEqualTo(1);
  }

  /** 100 (0.1 (e^0.1 - 1)) + 0.1 sqrt(200 log 1e6) = 1.0517092 + 5.2565218, by hand. */
  @Test
  void shouldFollowTheTextbook() {
    AdvancedComposition advanced = new AdvancedComposition(0.1, 100);

    assertThat(advanced.epsilon(1e-6)).isCloseTo(6.308231, within(1e-6));
    assertThat(advanced.delta(advanced.epsilon(1e-6))).isCloseTo(1e-6, withinPercentage(1e-6));
    assertThat(advanced.epsilon(0)).isEqualTo(10);
    assertThat(advanced.epsilon(1e-300)).isEqualTo(10);
  }

  /** All 2^n answers of randomised response one by one, in Python. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 5, 1, 0.1840979262550526",
    "0.5, 5, 0, 0.44118861482467664",
    "1, 8, 3.3, 0.460455781101071",
    "0.1, 10, 0.4, 0.0160801319932131",
    "0.5, 5, 2.5, 0",
  })
  void shouldBeWhatRandomisedResponseCosts(double each, int times, double total, double delta) {
    assertThat(new OptimalComposition(each, times).delta(total)).isCloseTo(delta, within(1e-14));
  }

  /**
   * google/differential-privacy, dp_accounting/pld/accountant_test.py, test_advanced_composition
   * and test_get_smallest_epsilon_from_advanced_composition. It answers in steps of two epsilons,
   * upwards; a delta of 0.001 in each of 30 releases there leaves these deltas.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 30, 0, 30",
    "1, 30, 0.0313589, 22",
    "1, 30, 0.0725777, 20",
    "0.25, 50, 0.01, 5",
  })
  void shouldBeWithinAStepOfWhatIsPublished(
      double each, int times, double delta, double published) {
    assertThat(new OptimalComposition(each, times).epsilon(delta))
        .isBetween(published - 2 * each, published + 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1000, 1e-6", "0.1, 100, 1e-5", "1, 30, 1e-3", "0.001, 100000, 1e-9"})
  void shouldBeOrdered_bestToBasic(double each, int times, double delta) {
    double optimal = new OptimalComposition(each, times).epsilon(delta);
    double advanced = new AdvancedComposition(each, times).epsilon(delta);

    assertThat(optimal).isLessThan(advanced);
    assertThat(advanced).isLessThanOrEqualTo(new BasicComposition(each, times).epsilon(delta));
    assertThat(new OptimalComposition(each, times).delta(optimal)).isLessThanOrEqualTo(delta);
  }

  /** Laplace noise is one mechanism of those that randomised response bounds. */
  @ParameterizedTest
  @CsvSource({"0.05, 400, 1e-5", "0.5, 20, 1e-6"})
  void shouldBoundLaplaceNoise(double each, int times, double delta) {
    double laplace = PldAccountant.of(new Release(new Laplace(each), times)).epsilon(delta);

    assertThat(new OptimalComposition(each, times).epsilon(delta))
        .isBetween(laplace, 1.05 * laplace);
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> new BasicComposition(-1, 1)).hasMessageContaining("epsilon is -1.0");
    assertThatThrownBy(() -> new OptimalComposition(1, 0)).hasMessageContaining("times is 0");
    assertThatThrownBy(() -> new AdvancedComposition(1, 1).epsilon(2))
        .hasMessage("delta is 2.0, expected 0 to 1");
  }
}
