package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KrumTest {
  /** 0, 1, 2, 4 and 100: with f = 1, two neighbours count: scores 5, 2, 5, 13, much. */
  private static final double[][] LINE = {{0, 3}, {1, 3}, {2, 3}, {4, 3}, {100, 3}};

  @Test
  void shouldTakeTheUpdateWithTheNearestNeighbours_whenKrum() {
    assertThat(krum(1).model(LINE)).containsExactly(1, 3);
    assertThat(krum(1).model(Trial.permuted(LINE, 4, 3, 2, 1, 0))).containsExactly(1, 3);
  }

  @Test
  void shouldTakeTheFirst_whenScoresAreEqual() {
    // 0 and 10 have the same score: whichever comes first.
    double[][] pairs = {{0}, {0}, {10}, {10}, {5}};
    assertThat(krum(1).model(pairs)).containsExactly(0);
    assertThat(krum(1).model(Trial.permuted(pairs, 2, 3, 4, 0, 1))).containsExactly(10);
  }

  @Test
  void shouldTakeTheMeanOfTheBest_whenMultiKrum() {
    assertThat(Trial.of("multi_krum", "byzantine", "1").model(LINE)).containsExactly(0.5, 3);
    assertThat(Trial.of("multi_krum", "byzantine", "1", "multi", "1").model(LINE))
        .containsExactly(1, 3);
  }

  @Test
  void shouldAgreeWithThePapersFormula_whenUpdatesAreDrawn() {
    for (int seed = 0; seed < 20; seed++) {
      int f = seed % 4;
      double[][] rows = Trial.normal(seed, 11, 1500);
      for (int i = 0; i < f; i++) {
        rows[2 * i + 1] = Trial.mapped(rows[0], -5, i); // attackers
      }
      List<Integer> order = byScore(rows, f);

      double[] expected = rows[order.get(0)];
      double[] model = krum(f).model(rows);
      double[] multi = Trial.of("multi_krum", "byzantine", "" + f, "multi", "4").model(rows);

      assertThat(model).isEqualTo(expected);
      for (int i = 0; i < multi.length; i++) {
        int column = i;
        double mean = order.subList(0, 4).stream().mapToDouble(row -> rows[row][column]).sum() / 4;
        assertThat(multi[i]).isCloseTo(mean, within(1e-12));
      }
    }
  }

  private static List<Integer> byScore(double[][] rows, int f) {
    List<Double> scores = new ArrayList<>();
    for (double[] row : rows) {
      scores.add(
          Arrays.stream(rows)
              .filter(other -> other != row)
              .mapToDouble(other -> Trial.squared(row, other))
              .sorted()
              .limit(rows.length - f - 2)
              .sum());
    }
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparing(scores::get))
        .toList();
  }

  @Test
  void shouldKeepItsInvariants_whenUpdatesAreScaledMovedOrEqual() {
    double[][] rows = Trial.normal(5, 7, 20);
    double[] model = krum(2).model(rows);

    assertThat(krum(2).model(Trial.mapped(rows, -2, 1))).isEqualTo(Trial.mapped(model, -2, 1));
    double[][] equal = new double[7][];
    Arrays.fill(equal, new double[] {0.1, -7, 0x1p-20});
    assertThat(krum(2).model(equal)).isEqualTo(equal[0]);
    assertThat(Trial.of("multi_krum", "byzantine", "2").model(equal)).isEqualTo(equal[0]);
  }

  @Test
  void shouldNameTheBound_whenStoresAreTooFew() {
    krum(4).check(11);
    assertThatThrownBy(() -> krum(5).check(12))
        .hasMessage(
            "method krum withstands byzantine = 5 stores among 2f + 3: min_stores is 12, expected"
                + " at least 13");
    assertThatThrownBy(() -> Trial.of("krum").check(12))
        .hasMessageContaining("byzantine is missing");
    assertThatThrownBy(() -> Trial.of("krum", "byzantine", "-1").check(12))
        .hasMessageContaining("byzantine is -1");
    assertThatThrownBy(() -> Trial.of("krum", "byzantine", "2147483647").check(12))
        .hasMessageContaining("at least 4294967297");
    assertThatThrownBy(() -> krum(1).check(5, 251, 1))
        .hasMessageContaining("maxCohort is 251, expected at most 250");
    assertThatThrownBy(() -> krum(1).check(5, 100, 2)).hasMessageContaining("maxWeight is 2");
    assertThatThrownBy(() -> Trial.of("multi_krum", "byzantine", "1", "multi", "8").check(10))
        .hasMessageContaining("multi is 8, expected 1 to 7")
        .hasMessageContaining("n - f - 2");
  }

  private static Trial krum(int byzantine) {
    return Trial.of("krum", "byzantine", String.valueOf(byzantine));
  }
}
