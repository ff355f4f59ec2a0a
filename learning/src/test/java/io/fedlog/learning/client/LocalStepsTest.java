package io.fedlog.learning.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStepsTest {

  @Test
  void shouldDivideTheChangeByTheSteps() {
    assertThat(LocalSteps.normalised(new double[] {1, 0}, new double[] {4, -6}, 3))
        .containsExactly(2, -2); // 1 + 3/3, 0 - 6/3
  }

  @Test
  void shouldBeTheMeanByWeight_whateverTheOrder() {
    LocalSteps forth = new LocalSteps();
    List.of(1, 3, 7).forEach(n -> forth.add(steps(n), n));
    LocalSteps back = new LocalSteps();
    List.of(7, 3, 1).forEach(n -> back.add(steps(n), n));

    assertThat(forth.mean(11)).isEqualTo(59.0 / 11); // (1 x 1 + 3 x 3 + 7 x 7) / (1 + 3 + 7)
    assertThat(back.mean(11)).isEqualTo(forth.mean(11));
  }

  /** As doubles, 2^53 + 1 would lose its 1; the mean of 1 and 1 is 1 whatever they weigh. */
  @Test
  void shouldStayExact_whenWeightsArePastADouble() {
    LocalSteps steps = new LocalSteps();
    steps.add(steps(1), 1L << 53);
    steps.add(steps(1), 1);

    assertThat(steps.mean((1L << 53) + 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.5, 1.5, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldSayWhatIsWrong_whenStepsAreAbsurd(double stated) {
    assertThat(LocalSteps.fault(steps(stated)))
        .isEqualTo(
            "expected the metric local_steps, a whole number from 1 to 1000000, came " + stated);
    assertThatThrownBy(() -> new LocalSteps().add(steps(stated), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("local_steps");
  }

  @Test
  void shouldKnowWhatIsMissing() {
    assertThat(LocalSteps.fault(steps(1))).isNull();
    assertThat(LocalSteps.fault(steps(1_000_000))).isNull();
    assertThat(LocalSteps.fault(Map.of("loss", 1.0))).endsWith("came none");
    assertThatThrownBy(() -> LocalSteps.normalised(new double[1], new double[1], 0))
        .hasMessageContaining("steps are 0, expected 1 to 1000000");
    assertThatThrownBy(() -> LocalSteps.normalised(new double[1], new double[2], 1))
        .hasMessageContaining("trained has 2 numbers, expected the base's 1");
  }

  private static Map<String, Double> steps(double stated) {
    return Map.of(LocalSteps.METRIC, stated);
  }
}
