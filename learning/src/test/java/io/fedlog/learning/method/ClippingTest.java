package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClippingTest {
  @Test
  void shouldShortenWhatIsTooLong_whenNormClipping() {
    Trial clipping = Trial.of("norm_clipping", "tau", "5");
    double[] base = {10, 10};

    // Differences (3, 4) of length 5, as it is; (30, 40) of 50, a tenth of it: the mean is (3, 4).
    assertNear(clipping.modelFrom(base, row(13, 14), row(40, 50)), row(13, 14), 1e-9);
    // With weights 3 and 1: 3/4 of (3, 4) and 1/4 of (0, 5).
    assertNear(
        clipping.weighted(new long[] {3, 1}, base, row(13, 14), row(10, 90)),
        row(12.25, 14.25),
        1e-9);
  }

  @Test
  void shouldBeTheMean_whenNothingIsTooLong() {
    double[][] rows = Trial.normal(1, 8, 100);
    double[] model = Trial.of("norm_clipping", "tau", "1e6").modelFrom(rows[0], rows);
    for (int i = 0; i < model.length; i++) {
      int column = i;
      double mean = Arrays.stream(rows).mapToDouble(row -> row[column]).sum() / 8;
      assertThat(model[i]).isCloseTo(mean, within(1e-11));
    }
  }

  @Test
  void shouldAgreeWithThePapersSteps_whenCentredClipping() {
    double[][] rows = Trial.normal(2, 9, 300);
    rows[3] = Trial.mapped(rows[3], 1e4, 0);
    double[] base = Trial.normal(3, 1, 300)[0];
    double[] model =
        Trial.of("centred_clipping", "tau", "15", "iterations", "5").modelFrom(base, rows);

    double[] expected = base.clone();
    for (int step = 0; step < 5; step++) {
      double[] next = expected.clone();
      for (double[] row : rows) {
        double clip = Math.min(1, 15 / Math.sqrt(Trial.squared(row, expected)));
        for (int i = 0; i < next.length; i++) {
          next[i] += (row[i] - expected[i]) * clip / rows.length;
        }
      }
      expected = next;
    }
    // The far update squared is 10^8 times the others: so much of a double's places are lost.
    assertNear(model, expected, 1e-6);
  }

  @Test
  void shouldBeginAtTheUpdateNearestToAll_whenThereIsNoBase() {
    // 1 is nearest to all: its distances are 1, 1 and 99.
    Trial clipping = Trial.of("norm_clipping", "tau", "1");
    assertNear(
        clipping.model(row(0), row(1), row(2), row(100)), row(1 + (-1 + 0 + 1 + 1) / 4.0), 1e-9);
  }

  @Test
  void shouldKeepItsInvariants_whenUpdatesArePermutedMovedOrEqual() {
    for (String method : new String[] {"norm_clipping", "centred_clipping"}) {
      Trial clipping = Trial.of(method, "tau", "3");
      double[][] rows = Trial.normal(4, 6, 30);
      double[] base = rows[5];
      double[] model = clipping.modelFrom(base, rows);

      assertNear(clipping.modelFrom(base, Trial.permuted(rows, 5, 3, 4, 1, 0, 2)), model, 1e-9);
      assertNear(
          clipping.modelFrom(Trial.mapped(base, 1, 7), Trial.mapped(rows, 1, 7)),
          Trial.mapped(model, 1, 7),
          1e-9);
      assertThat(clipping.modelFrom(base, base, base, base)).isEqualTo(base);
      assertThat(clipping.model(base, base)).isEqualTo(base);
    }
  }

  @Test
  void shouldRefuse_whenAParameterIsMissingOrNone() {
    assertThatThrownBy(() -> Trial.of("norm_clipping").check(3))
        .hasMessage("method norm_clipping: tau is missing, expected a number above 0");
    assertThatThrownBy(() -> Trial.of("centred_clipping", "tau", "-1").check(3))
        .hasMessageContaining("tau is -1");
    assertThatThrownBy(
            () -> Trial.of("centred_clipping", "tau", "1", "iterations", "1001").check(3))
        .hasMessageContaining("iterations is 1001, expected 1 to 1000");
    assertThatThrownBy(() -> Trial.of("centred_clipping", "tau", "1").check(3, 9, 5))
        .hasMessageContaining("maxWeight is 5");
    Trial.of("norm_clipping", "tau", "1").check(3, 9, 5);
  }

  private static void assertNear(double[] actual, double[] expected, double distance) {
    assertThat(Math.sqrt(Trial.squared(actual, expected))).isCloseTo(0, within(distance));
  }

  private static double[] row(double... values) {
    return values;
  }
}
