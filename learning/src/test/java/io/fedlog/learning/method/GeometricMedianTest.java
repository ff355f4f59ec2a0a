package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GeometricMedianTest {
  private final Trial median = Trial.of("geometric_median", "iterations", "500");

  @Test
  void shouldBeTheCentre_whenUpdatesLieAroundIt() {
    // Of a square's corners the crossing of its diagonals, and of points on a line the middle one.
    assertNear(median.model(row(0, 0), row(2, 0), row(2, 2), row(0, 2)), row(1, 1), 1e-9);
    assertNear(median.model(row(0, 0), row(1, 0), row(100, 0)), row(1, 0), 1e-3);
  }

  @Test
  void shouldTakeTheSidesOfTheHeavy_whenUpdatesWeighDifferently() {
    assertNear(
        median.weighted(new long[] {3, 1, 1}, null, row(0, 0), row(4, 0), row(0, 4)),
        row(0, 0),
        1e-3);
  }

  @Test
  void shouldAgreeWithThePapersSteps_whenUpdatesAreDrawn() {
    double[][] rows = Trial.normal(1, 9, 600);
    rows[4] = Trial.mapped(rows[0], -20, 3);
    long[] weights = {3, 1, 4, 1, 5, 9, 2, 6, 5};
    double[] model = Trial.of("geometric_median", "iterations", "7").weighted(weights, null, rows);

    double[] expected = mean(rows, Arrays.stream(weights).asDoubleStream().toArray());
    for (int step = 0; step < 7; step++) {
      double[] parts = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        parts[i] = weights[i] / Math.max(1e-6, Math.sqrt(Trial.squared(expected, rows[i])));
      }
      expected = mean(rows, parts);
    }
    assertNear(model, expected, 1e-9);
  }

  private static double[] mean(double[][] rows, double[] parts) {
    double total = Arrays.stream(parts).sum();
    double[] mean = new double[rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += parts[row] / total * rows[row][i];
      }
    }
    return mean;
  }

  @Test
  void shouldKeepItsInvariants_whenUpdatesArePermutedMovedOrEqual() {
    double[][] rows = Trial.normal(2, 6, 30);
    double[] model = median.model(rows);

    assertNear(median.model(Trial.permuted(rows, 5, 3, 4, 1, 0, 2)), model, 1e-9);
    assertNear(median.model(Trial.mapped(rows, 1, 7)), Trial.mapped(model, 1, 7), 1e-9);
    assertThat(median.model(rows[0], rows[0], rows[0])).isEqualTo(rows[0]);
    assertThat(median.modelFrom(rows[1], rows[0], rows[0])).isEqualTo(rows[0]);
  }

  @Test
  void shouldStayNear_whenAThirdTurnsTheSign() {
    double[][] rows = Trial.mapped(Trial.normal(3, 10, 200), 0.1, 1);
    double[] honest = median.model(Arrays.copyOf(rows, 7));
    for (int i = 7; i < 10; i++) {
      rows[i] = Trial.mapped(rows[i], -10, 0);
    }
    assertThat(Math.sqrt(Trial.squared(median.model(rows), honest))).isLessThan(2);
  }

  @Test
  void shouldRefuse_whenAParameterIsNone() {
    assertThatThrownBy(() -> Trial.of("geometric_median", "iterations", "0").check(3))
        .hasMessageContaining("iterations is 0, expected 1 to 1000");
    assertThatThrownBy(() -> Trial.of("geometric_median", "nu", "0").check(3))
        .hasMessageContaining("nu is 0, expected a number above 0");
    assertThatThrownBy(() -> Trial.of("geometric_median", "nu", "1e400").check(3))
        .hasMessageContaining("nu is 1e400");
    Trial.of("geometric_median").check(3, 100, 1000);
  }

  private static void assertNear(double[] actual, double[] expected, double distance) {
    assertThat(Math.sqrt(Trial.squared(actual, expected))).isCloseTo(0, within(distance));
  }

  private static double[] row(double... values) {
    return values;
  }
}
