package io.fedlog.learning.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
  @Test
  void shouldAcceptTheLastUnitBelowTheLimit_whenTheSumIsJustUnderTwoToThe62() {
    // 2^10 * 2^20 * (2^4 - 1) * 2^28 is under 2^62; with a cohort of 2^4 it is 2^62.
    assertThat(new Grid(28, 0x1p10, 0, 1L << 20, 15, 1).unit()).isEqualTo(0x1p-28);
    assertThatThrownBy(() -> new Grid(28, 0x1p10, 0, 1L << 20, 16, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxAbsValue 1024.0")
        .hasMessageContaining("maxWeight 1048576")
        .hasMessageContaining("maxCohort 16")
        .hasMessageContaining("2^62")
        .hasMessageContaining("unitExponent 27 or less");
    assertThat(new Grid(27, 0x1p10, 0, 1L << 20, 16, 1).unit()).isEqualTo(0x1p-27);
  }

  @Test
  void shouldCountWeightsAsRealNumbers_whenTheyHaveFractionBits() {
    assertThat(new Grid(48, 0x1p10, 20, 1L << 20, 15, 1).unit()).isEqualTo(0x1p-48);
    assertThatThrownBy(() -> new Grid(48, 0x1p10, 20, 1L << 20, 16, 1))
        .hasMessageContaining("grid overflow");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 1, 50",
    "1, 0, 1, 4096, 49",
    "1.5, 0, 1, 2048, 50",
    "1000, 0, 1, 100000, 35",
    "1000, 20, 1048576, 100000, 35",
    "1e-30, 0, 1, 10, 150",
    "1e38, 0, 1, 10, -76",
    "1e308, 0, 4503599627370496, 2147483647, -900",
  })
  void shouldBeTheFinestThatHolds_whenAskedFor(
      double maxAbs, int bits, long maxWeight, int cohort, int exponent) {
    if (exponent == -900) {
      assertThatThrownBy(() -> Grid.finest(maxAbs, bits, maxWeight, cohort, 1))
          .hasMessageContaining("unitExponent is -");
      return;
    }
    Grid grid = Grid.finest(maxAbs, bits, maxWeight, cohort, 2);

    assertThat(grid.unitExponent()).isEqualTo(exponent);
    assertThat(grid.roundsByAddition()).isTrue();
    assertThat(grid.lanes()).isEqualTo(2);
  }

  @Test
  void shouldTellWhetherAdditionRounds_whenContributionsReachTwoToThe51() {
    assertThat(new Grid(50, Math.nextDown(2.0), 0, 1, 1, 1).roundsByAddition()).isTrue();
    assertThat(new Grid(50, 2.0, 0, 1, 1, 1).roundsByAddition()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldNameTheField_whenTheLargestValueIsNoPositiveNumber(double maxAbs) {
    assertThatThrownBy(() -> new Grid(0, maxAbs, 0, 1, 1, 1))
        .hasMessageContaining("maxAbsValue is " + maxAbs);
    assertThatThrownBy(() -> Grid.finest(maxAbs, 0, 1, 1, 1))
        .hasMessageContaining("maxAbsValue is " + maxAbs);
  }

  @Test
  void shouldNameTheField_whenAnIntegerIsOutOfItsRange() {
    assertThatThrownBy(() -> new Grid(901, 1, 0, 1, 1, 1))
        .hasMessageContaining("unitExponent is 901");
    assertThatThrownBy(() -> new Grid(0, 1, 53, 1, 1, 1))
        .hasMessageContaining("weightFractionBits is 53");
    assertThatThrownBy(() -> new Grid(0, 1, 0, 0, 1, 1)).hasMessageContaining("maxWeight is 0");
    assertThatThrownBy(() -> Grid.finest(1, 0, -5, 1, 1)).hasMessageContaining("maxWeight is -5");
    assertThatThrownBy(() -> new Grid(0, 1, 0, 1, 0, 1)).hasMessageContaining("maxCohort is 0");
    assertThatThrownBy(() -> new Grid(0, 1, 0, 1, 1, 3)).hasMessageContaining("lanes is 3");
  }
}
