package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulyanTest {
  @Test
  void shouldAgreeWithThePapersFormula_whenUpdatesAreDrawn() {
    for (int seed = 0; seed < 20; seed++) {
      int f = seed % 3;
      double[][] rows = Trial.normal(seed, 12, 700);
      for (int i = 0; i < f; i++) {
        rows[3 * i] = Trial.mapped(rows[1], -3, i);
      }
      List<double[]> chosen = choose(rows, f);
      double[] model = bulyan(f).model(rows);
      for (int i = 0; i < model.length; i++) {
        assertThat(model[i]).isCloseTo(near(chosen, i, 12 - 4 * f), within(1e-12));
      }
    }
  }

  /** Krum again and again; at least one neighbour counts. */
  private static List<double[]> choose(double[][] rows, int f) {
    List<double[]> left = new ArrayList<>(List.of(rows));
    List<double[]> chosen = new ArrayList<>();
    while (chosen.size() < rows.length - 2 * f) {
      double[] best =
          left.stream()
              .min(
                  Comparator.comparingDouble(
                      row ->
                          left.stream()
                              .filter(other -> other != row)
                              .mapToDouble(other -> Trial.squared(row, other))
                              .sorted()
                              .limit(Math.max(1, left.size() - f - 2))
                              .sum()))
              .orElseThrow();
      chosen.add(best);
      left.remove(best);
    }
    return chosen;
  }

  private static double near(List<double[]> rows, int column, int near) {
    double[] sorted = rows.stream().mapToDouble(row -> row[column]).sorted().toArray();
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return Arrays.stream(sorted)
            .boxed()
            .sorted(Comparator.comparingDouble(value -> Math.abs(value - median)))
            .limit(near)
            .mapToDouble(Double::doubleValue)
            .sum()
        / near;
  }

  @Test
  void shouldGiveTheMeanOfTheNearest_whenWorkedOutByHand() {
    // f = 1: Krum drops 50 and, last of all, 9; the median of 0, 1, 2, 3, 4 is 2, and the 3 nearest
    // to it are 1, 2 and 3.
    double[][] line = {{0}, {1}, {2}, {3}, {4}, {9}, {50}};
    assertThat(bulyan(1).model(line)).containsExactly(2);
  }

  @Test
  void shouldBeTheMean_whenNobodyIsByzantine() {
    double[][] rows = {{1, 2}, {3, 5}, {5, 8}, {7, 1}};
    assertThat(bulyan(0).model(rows)).containsExactly(4, 4);
  }

  @Test
  void shouldKeepItsInvariants_whenUpdatesArePermutedScaledOrEqual() {
    double[][] rows = Trial.normal(7, 7, 50);
    double[] model = bulyan(1).model(rows);

    assertThat(bulyan(1).model(Trial.permuted(rows, 6, 4, 5, 0, 1, 3, 2))).isEqualTo(model);
    assertThat(bulyan(1).model(Trial.mapped(rows, 2, 0))).isEqualTo(Trial.mapped(model, 2, 0));
    double[][] equal = new double[7][];
    Arrays.fill(equal, new double[] {0.1, -7});
    assertThat(bulyan(1).model(equal)).isEqualTo(equal[0]);
  }

  @Test
  void shouldNameTheBound_whenStoresAreTooFew() {
    bulyan(2).check(11);
    assertThatThrownBy(() -> bulyan(2).check(10))
        .hasMessageContaining("among 4f + 3: min_stores is 10, expected at least 11");
    assertThatThrownBy(() -> Trial.of("bulyan").check(10)).hasMessageContaining("missing");
  }

  private static Trial bulyan(int byzantine) {
    return Trial.of("bulyan", "byzantine", String.valueOf(byzantine));
  }
}
