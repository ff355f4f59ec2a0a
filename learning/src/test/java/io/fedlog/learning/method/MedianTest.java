package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MedianTest {
  private final Trial median = Trial.of("median");

  @Test
  void shouldTakeTheMiddle_whenTheNumberIsOdd() {
    assertThat(median.model(row(1, -5), row(1e5, 7), row(3, 6))).containsExactly(3, 6);
    assertThat(median.model(row(4, -4))).containsExactly(4, -4);
  }

  @Test
  void shouldTakeTheMeanOfTheTwoInTheMiddle_whenTheNumberIsEven() {
    assertThat(median.model(row(1, 0), row(8, 0), row(-9, -1), row(2, 1e6)))
        .containsExactly(1.5, 0);
    assertThat(median.singles(new float[] {1}, new float[] {2})).containsExactly(1.5f);
  }

  @Test
  void shouldAgreeWithSorting_whenBlocksAreManyAndNotFull() {
    for (int updates : new int[] {2, 7, 10, 33}) {
      float[][] rows = new float[updates][1300];
      Random random = new Random(updates);
      for (float[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
      float[] model = median.singles(rows);
      for (int i = 0; i < 1300; i++) {
        int column = i;
        double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[column]).sorted().toArray();
        assertThat(model[i])
            .isEqualTo((float) ((sorted[(updates - 1) / 2] + sorted[updates / 2]) / 2));
      }
    }
  }

  @Test
  void shouldKeepItsInvariants_whenUpdatesArePermutedScaledMovedOrEqual() {
    double[][] rows = Trial.normal(3, 5, 40);
    double[] model = median.model(rows);

    assertThat(median.model(Trial.permuted(rows, 3, 1, 4, 0, 2))).isEqualTo(model);
    assertThat(median.model(Trial.mapped(rows, -4, 2))).isEqualTo(Trial.mapped(model, -4, 2));
    assertThat(median.model(rows[0], rows[0], rows[0], rows[0])).isEqualTo(rows[0]);
  }

  @Test
  void shouldIgnoreFewerThanHalf_whenTheyAreFarOff() {
    double[][] rows = Trial.normal(4, 5, 10);
    double[] far = Trial.mapped(rows[0], 0, -1e6);
    double[] model = median.model(rows[0], rows[1], rows[2], far, far);
    for (int i = 0; i < 10; i++) {
      assertThat(model[i]).isEqualTo(Math.min(rows[0][i], Math.min(rows[1][i], rows[2][i])));
    }
  }

  @Test
  void shouldRefuse_whenTheRoundCannotWork() {
    assertThatThrownBy(() -> Trial.of("median", "trim", "0.1").check(3))
        .hasMessage("method median: there is no parameter trim, expected none");
    assertThatThrownBy(() -> median.check(3, 100, 7)).hasMessageContaining("maxWeight is 7");
    assertThatThrownBy(() -> median.check(3, 1 << 20, 1))
        .hasMessageContaining("maxCohort 1048576 times 4000 bytes and 9216 beside them")
        .hasMessageContaining("at most 67108864 bytes");
  }

  @Test
  void shouldCountWhatAChunkReallyHas_whenTheUpdateIsSmallerThanAChunk() {
    // 2^26 bytes / (4,000 + 8,192 for a row of 1,024 doubles + 1,024 for a record) = 5,077.8
    median.check(3, 5077, 1);
    assertThatThrownBy(() -> median.check(3, 5078, 1))
        .hasMessageContaining("ask at most 5077 stores");
  }

  private static double[] row(double... values) {
    return values;
  }
}
