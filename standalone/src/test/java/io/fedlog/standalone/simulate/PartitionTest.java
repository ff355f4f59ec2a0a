package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  private static final int ROWS = 1_003;

  /** Label 0 for half of the rows, 1 for a quarter, 2 and 3 for an eighth. */
  private static final LabelledRows TABLE =
      new LabelledRows(
          1,
          4,
          new float[ROWS],
          IntStream.range(0, ROWS)
              .map(row -> row % 8 < 4 ? 0 : row % 8 < 6 ? 1 : row % 8 - 4)
              .toArray());

  @ParameterizedTest
  @ValueSource(strings = {"iid", "dirichlet=0.001", "dirichlet=0.1", "dirichlet=1000"})
  void shouldGiveEveryRowToOneStore(String how) {
    int[][] split = Partition.of(how).split(TABLE, 40, new Random(3));

    assertThat(Arrays.stream(split).flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, ROWS).toArray());
    assertThat(Arrays.stream(split).map(rows -> rows.length)).hasSize(40).containsOnly(25, 26);
  }

  @Test
  void shouldLeaveMostStoresOneLabel_whenAlphaIsSmall() {
    int[][] split = Partition.of("dirichlet=0.01").split(TABLE, 40, new Random(3));

    assertThat(Arrays.stream(split).filter(rows -> labels(rows) == 1).count())
        .isGreaterThanOrEqualTo(20);
  }

  /** 0.1 is the deviation of a share of a half among 25 rows; the pools run dry at the end. */
  @Test
  void shouldKeepTheMix_whenAlphaIsLarge() {
    int[][] split = Partition.of("dirichlet=10000").split(TABLE, 40, new Random(3));

    assertThat(Arrays.stream(split).limit(30).mapToDouble(PartitionTest::shareOfFirst).boxed())
        .allMatch(share -> share > 0.5 - 0.45 && share < 0.5 + 0.45);
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertThatThrownBy(() -> Partition.of("even"))
        .hasMessage("--partition is even; expected iid, or dirichlet=ALPHA such as dirichlet=0.1");
    assertThatThrownBy(() -> Partition.of("dirichlet=much")).hasMessageContaining("expected iid");
    assertThatThrownBy(() -> Partition.of("dirichlet=0")).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Partition.of("iid").split(TABLE, 1_004, new Random(3)))
        .hasMessageContaining("--stores is 1004, but there are 1003 training rows");
  }

  private static double shareOfFirst(int[] rows) {
    return Arrays.stream(rows).filter(row -> TABLE.labels()[row] == 0).count()
        / (double) rows.length;
  }

  private static long labels(int[] rows) {
    return Arrays.stream(rows).map(row -> TABLE.labels()[row]).distinct().count();
  }
}
