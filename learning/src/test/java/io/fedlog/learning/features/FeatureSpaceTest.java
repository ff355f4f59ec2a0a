package io.fedlog.learning.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeatureSpaceTest {
  private static FeatureSpace space(List<Column> columns, @Nullable String target) {
    Vocabulary vocabulary = Vocabulary.of(columns);
    Moments moments = Moments.of(vocabulary, columns.get(0).rows(), columns);
    return FeatureSpace.of(vocabulary, moments, target);
  }

  @Test
  void shouldStandardise_whenColumnIsNumeric() {
    List<Column> columns = List.of(new Column.Numeric("x", new double[] {10, 20, 30, 40}));

    // Mean 25, population deviation sqrt(125).
    assertThat(space(columns, null).encode(4, columns))
        .containsExactly(
            new double[] {-1.3416407865, -0.4472135955, 0.4472135955, 1.3416407865}, within(1e-9));
  }

  @Test
  void shouldMarkMissingValues_whenChainHasSome() {
    List<Column> columns = List.of(new Column.Numeric("x", new double[] {1, Double.NaN, 3}));
    FeatureSpace space = space(columns, null);

    assertThat(space.features().stream().map(Feature::name)).containsExactly("x", "x.missing");
    assertThat(space.encode(3, columns)).containsExactly(-1, 0, 0, 1, 1, 0);
  }

  @Test
  void shouldMarkEveryValueAsMissing_whenStoreDoesNotHaveTheColumn() {
    FeatureSpace space =
        space(List.of(new Column.Numeric("x", new double[] {1, Double.NaN, 3})), null);

    assertThat(space.encode(2, List.of())).containsExactly(0, 1, 0, 1);
  }

  @Test
  void shouldLeaveZeros_whenCategoryIsUnknownOrMissing() {
    List<Column> seen = List.of(new Column.Categorical("c", List.of("a", "b")));
    List<Column> later = List.of(new Column.Categorical("c", Arrays.asList("b", "z", null)));

    assertThat(space(seen, null).encode(3, later)).containsExactly(0, 1, 0, 0, 0, 0);
  }

  @Test
  void shouldGiveCalendarFeatures_whenColumnIsDate() {
    // 2026-11-20 is a Friday, the 324th day of a year of 365.
    double days = LocalDate.of(2026, 11, 20).toEpochDay() - LocalDate.of(2000, 1, 1).toEpochDay();
    List<Column> columns = List.of(new Column.Dates("d", new double[] {days, days + 2}));

    double[] row = space(columns, null).encode(2, columns);

    assertThat(row[0]).isEqualTo(-1);
    assertThat(row[1]).isCloseTo(Math.sin(2 * Math.PI * 323 / 365), within(1e-12));
    assertThat(row[2]).isCloseTo(Math.cos(2 * Math.PI * 323 / 365), within(1e-12));
    assertThat(Arrays.copyOfRange(row, 3, 10)).containsExactly(0, 0, 0, 0, 1, 0, 0);
    assertThat(Arrays.copyOfRange(row, 13, 20)).containsExactly(0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void shouldMatchPooledMoments_whenStoresAreAdded() {
    List<Column> one = List.of(new Column.Numeric("x", new double[] {1, 2}));
    List<Column> two = List.of(new Column.Numeric("x", new double[] {6}));
    Vocabulary agreed = Vocabulary.union(List.of(Vocabulary.of(one), Vocabulary.of(two)));
    double[] sum = Moments.of(agreed, 2, one).values();
    double[] other = Moments.of(agreed, 1, two).values();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }

    Moments moments = Moments.of(agreed, sum);

    assertThat(moments.rows()).isEqualTo(3);
    assertThat(moments.mean("x")).isEqualTo(3);
    // (4 + 1 + 9) / 3
    assertThat(moments.deviation("x")).isCloseTo(Math.sqrt(14 / 3.0), within(1e-12));
  }

  @Test
  void shouldRefuse_whenTargetIsConstant() {
    List<Column> columns =
        List.of(
            new Column.Numeric("x", new double[] {1, 2}),
            new Column.Numeric("y", new double[] {0.1, 0.1}));

    assertThatThrownBy(() -> space(columns, "y")).hasMessageContaining("target y is constant (0.1");
  }

  @Test
  void shouldRefuse_whenNothingIsLeftToLearnFrom() {
    List<Column> columns = List.of(new Column.Identifier("id", 2));

    assertThatThrownBy(() -> space(columns, null)).hasMessageContaining("no feature is left");
  }

  @Test
  void shouldNameTheColumn_whenStoreReadsItDifferently() {
    List<Column> seen = List.of(new Column.Categorical("c", List.of("a", "b")));
    List<Column> wrong = List.of(new Column.Numeric("c", new double[] {1}));

    assertThatThrownBy(() -> space(seen, null).encode(1, wrong)).hasMessageContaining("c=a");
  }
}
