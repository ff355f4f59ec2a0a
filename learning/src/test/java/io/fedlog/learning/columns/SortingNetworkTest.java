package io.fedlog.learning.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortingNetworkTest {
  /** Whatever sorts all columns of zeros and ones sorts all columns (Knuth 5.3.4, theorem Z). */
  @Test
  void shouldSortEveryColumnOfZerosAndOnes_whenThereAreFewRows() {
    for (int rows = 1; rows <= 12; rows++) {
      double[][] columns = new double[rows][1 << rows];
      for (int column = 0; column < 1 << rows; column++) {
        for (int row = 0; row < rows; row++) {
          columns[row][column] = column >> row & 1;
        }
      }

      SortingNetwork.of(rows).sort(columns, 1 << rows);

      for (int column = 0; column < 1 << rows; column++) {
        for (int row = 0; row < rows; row++) {
          assertThat(columns[row][column])
              .isEqualTo(row < rows - Integer.bitCount(column) ? 0.0 : 1.0);
        }
      }
    }
  }

  @Test
  void shouldPutTheRanksAskedFor_whenTheOthersDoNotMatter() {
    Random random = new Random(1);
    for (int rows : new int[] {2, 3, 5, 10, 31, 100}) {
      int from = random.nextInt(rows);
      int to = from + 1 + random.nextInt(rows - from);
      double[][] columns = new double[rows][40];
      double[][] sorted = new double[40][rows];
      for (int column = 0; column < 40; column++) {
        for (int row = 0; row < rows; row++) {
          columns[row][column] = random.nextInt(rows) - rows / 2.0;
          sorted[column][row] = columns[row][column];
        }
        Arrays.sort(sorted[column]);
      }

      SortingNetwork.of(rows, from, to).sort(columns, 40);

      for (int column = 0; column < 40; column++) {
        for (int row = from; row < to; row++) {
          assertThat(columns[row][column]).isEqualTo(sorted[column][row]);
        }
      }
    }
  }

  @Test
  void shouldCompareLess_whenOnlyTheMiddleIsAskedFor() {
    assertThat(SortingNetwork.of(1).size()).isZero();
    assertThat(SortingNetwork.of(4).size()).isEqualTo(5); // the fewest there can be
    assertThat(SortingNetwork.of(100, 49, 51).size())
        .isLessThan(SortingNetwork.of(100).size() * 9 / 10);
  }

  @Test
  void shouldKeepTheNetwork_whenEveryChunkAsksForIt() {
    SortingNetwork network = SortingNetwork.of(57, 28, 29);
    for (int rows = 2; rows < 5; rows++) {
      assertThat(SortingNetwork.of(rows, 0, 1).rows()).isEqualTo(rows);
    }

    assertThat(SortingNetwork.of(57, 28, 29)).isSameAs(network);
    assertThat(SortingNetwork.of(57, 28, 30)).isNotSameAs(network);
  }

  @Test
  void shouldRefuseRanks_whenThereAreNone() {
    assertThatThrownBy(() -> SortingNetwork.of(3, 1, 4)).hasMessageContaining("ranks 1 to 4 of 3");
    assertThatThrownBy(() -> SortingNetwork.of(3, 2, 2)).hasMessageContaining("ranks 2 to 2 of 3");
  }
}
