package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrimmedMeanTest {
  @Test
  void shouldCutBothEnds_whenThereAreEnoughUpdates() {
    Trial fifth = Trial.of("trimmed_mean", "trim", "0.2");

    assertThat(fifth.model(row(1), row(-1e6), row(3), row(8), row(9e5))).containsExactly(4);
    // A fifth of nine is one, rounded down.
    assertThat(
            fifth.model(row(1), row(2), row(3), row(4), row(5), row(6), row(7), row(14), row(15)))
        .containsExactly((2 + 3 + 4 + 5 + 6 + 7 + 14) / 7.0);
  }

  @Test
  void shouldReadSharesAsDecimals_whenBinaryOnesWouldFallShort() {
    double[][] rows = new double[100][1];
    for (int i = 0; i < 100; i++) {
      rows[i][0] = (double) i * i;
    }
    // 0.29 * 100 is 28.999999999999996 in doubles.
    double expected = 0;
    for (int i = 29; i < 71; i++) {
      expected += (double) i * i;
    }
    assertThat(Trial.of("trimmed_mean", "trim", "0.29").model(rows)[0]).isEqualTo(expected / 42);
  }

  @Test
  void shouldAgreeWithSorting_whenThereAreManyParameters() {
    double[][] rows = Trial.normal(1, 10, 1100);
    double[] model = Trial.of("trimmed_mean", "trim", "0.3").model(rows);
    for (int i = 0; i < model.length; i++) {
      int column = i;
      double expected =
          Arrays.stream(rows).mapToDouble(row -> row[column]).sorted().skip(3).limit(4).sum() / 4;
      assertThat(model[i]).isCloseTo(expected, within(1e-15));
    }
  }

  @Test
  void shouldKeepItsInvariants_whenUpdatesArePermutedScaledMovedOrEqual() {
    Trial trial = Trial.of("trimmed_mean");
    double[][] rows = Trial.normal(2, 12, 30);
    double[] model = trial.model(rows);

    assertThat(trial.model(Trial.permuted(rows, 11, 3, 1, 0, 2, 4, 10, 9, 8, 5, 6, 7)))
        .isEqualTo(model);
    assertThat(trial.model(Trial.mapped(rows, 8, 0))).isEqualTo(Trial.mapped(model, 8, 0));
    double[] moved = trial.model(Trial.mapped(rows, 1, 2));
    for (int i = 0; i < moved.length; i++) {
      assertThat(moved[i]).isCloseTo(model[i] + 2, within(1e-15));
    }
    double[] third = {1 / 3.0, 0.1};
    double[][] equal = new double[11][];
    Arrays.fill(equal, third);
    assertThat(trial.model(equal)).isEqualTo(third);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "0.9", "-0.1", "x", "1e99999", "NaN"})
  void shouldRefuse_whenTheShareIsNone(String trim) {
    assertThatThrownBy(() -> Trial.of("trimmed_mean", "trim", trim).check(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("method trimmed_mean: trim is " + trim);
  }

  @Test
  void shouldNameTheBound_whenTooFewStoresAreCut() {
    Trial.of("trimmed_mean", "trim", "0.15").check(7);
    Trial.of("trimmed_mean", "trim", "0").check(1);
    assertThatThrownBy(() -> Trial.of("trimmed_mean", "trim", "0.15").check(6))
        .hasMessage(
            "method trimmed_mean: trim 0.15 of min_stores 6 is less than one update, expected"
                + " min_stores of at least 7");
    assertThatThrownBy(() -> Trial.of("trimmed_mean", "trim", "0.5").check(10))
        .hasMessageContaining("under 0.5");
  }

  private static double[] row(double... values) {
    return values;
  }
}
