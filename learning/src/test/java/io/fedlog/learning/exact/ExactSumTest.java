package io.fedlog.learning.exact;

import static io.fedlog.learning.exact.NumberFormat.FLOAT32;
import static io.fedlog.learning.exact.NumberFormat.FLOAT64;
import static io.fedlog.learning.exact.Payloads.doubles;
import static io.fedlog.learning.exact.Payloads.floats;
import static io.fedlog.learning.exact.Payloads.readDoubles;
import static io.fedlog.learning.exact.Payloads.readFloats;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Values worked out by hand. */
class ExactSumTest {
  @Test
  void shouldGiveTwoAndThree_whenOneTwoAndThreeFourAreAveraged() {
    for (int lanes = 1; lanes <= 2; lanes++) {
      ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 100, lanes), FLOAT64, 2);

      sum.add(doubles(1, 2), 1);
      sum.add(doubles(3, 4), 1);

      assertThat(readDoubles(sum.mean(2))).containsExactly(2.0, 3.0);
      assertThat(readDoubles(sum.total())).containsExactly(4.0, 6.0);
    }
  }

  @Test
  void shouldWeighByTheIntegerWeight_whenWeightsDiffer() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 5, 100, 1), FLOAT32, 2);

    sum.add(floats(1, -2), 1);
    sum.add(floats(4, 6), 3);

    // (1 + 12) / 4 and (-2 + 18) / 4.
    assertThat(readFloats(sum.mean(4))).containsExactly(3.25f, 4.0f);
  }

  @Test
  void shouldTakeWeightsAsFractions_whenTheGridSaysSo() {
    // Weights 0.5 and 1.5 in units of 2^-20.
    ExactSum sum = new ExactSum(Grid.finest(10, 20, 4 << 20, 100, 2), FLOAT64, 1);

    sum.add(doubles(1), 1 << 19);
    sum.add(doubles(3), 3 << 19);

    assertThat(readDoubles(sum.mean(1 << 21))).containsExactly(2.5);
    assertThat(readDoubles(sum.total())).containsExactly(5.0);
  }

  @Test
  void shouldRoundEachTermToEven_whenTheUnitIsOne() {
    ExactSum oneLane = new ExactSum(new Grid(0, 100, 0, 1, 10, 1), FLOAT64, 6);
    ExactSum twoLanes = new ExactSum(new Grid(0, 100, 0, 1, 10, 2), FLOAT64, 6);
    ByteBuffer halves = doubles(0.5, 1.5, 2.5, -0.5, -1.5, 0.75);

    oneLane.add(halves, 1);
    oneLane.add(halves, 1);
    twoLanes.add(halves, 1);
    twoLanes.add(halves, 1);

    assertThat(readDoubles(oneLane.total())).containsExactly(0, 4, 4, 0, -4, 2);
    assertThat(readDoubles(twoLanes.total())).containsExactly(1, 3, 5, -1, -3, 1.5);
  }

  @Test
  void shouldRoundTheSecondLaneToEven_whenAResidualLiesBetweenTwoOfItsUnits() {
    ExactSum sum = new ExactSum(new Grid(0, 100, 0, 1, 10, 2), FLOAT64, 3);

    sum.add(doubles(0x1p-33, 3 * 0x1p-33, 5 * 0x1p-33), 1);

    assertThat(readDoubles(sum.total())).containsExactly(0, 0x1p-31, 0x1p-31);
  }

  @Test
  void shouldRoundTheExactProduct_whenItsDoubleIsATie() {
    Grid grid = new Grid(0, 100, 0, 7, 10, 1);
    for (Loops loops : new Loops[] {new RawBitsLoops(), new CastLoops(), new WideLoops()}) {
      ExactSum thirds = new ExactSum(grid, FLOAT64, 2, loops);
      ExactSum sevenths = new ExactSum(grid, FLOAT64, 2, loops);

      // The double 2.5 / 3 is a little above the fraction and three times it above 2.5, though the
      // nearest double is 2.5; the double 1.5 / 7 is a little below its fraction.
      thirds.add(doubles(2.5 / 3, -2.5 / 3), 3);
      sevenths.add(doubles(1.5 / 7, -1.5 / 7), 7);

      assertThat(readDoubles(thirds.total())).containsExactly(3, -3);
      assertThat(readDoubles(sevenths.total())).containsExactly(1, -1);
    }
  }

  @Test
  void shouldKeepTheOne_whenLargeTermsCancel() {
    ExactSum sum = new ExactSum(Grid.finest(1e16, 0, 1, 10, 2), FLOAT64, 1);

    sum.add(doubles(1e16), 1);
    sum.add(doubles(1), 1);
    sum.add(doubles(-1e16), 1);

    // In plain doubles 1e16 + 1 - 1e16 is 0.
    assertThat(readDoubles(sum.total())).containsExactly(1.0);
  }

  @Test
  void shouldRoundTheQuotientOnce_whenItIsNoBinaryFraction() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 100, 2), FLOAT64, 2);

    sum.add(doubles(1, 2), 1);
    sum.add(doubles(0, 0), 1);
    sum.add(doubles(0, 0), 1);

    assertThat(readDoubles(sum.mean(3))).containsExactly(1.0 / 3.0, 2.0 / 3.0);
  }

  @Test
  void shouldGivePositiveZero_whenTermsAreNegativeZeroOrCancel() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 100, 2), FLOAT64, 2);

    sum.add(doubles(-0.0, 1), 1);
    sum.add(doubles(-0.0, -1), 1);

    // Compared by bits: AssertJ's containsExactly tells 0.0 from -0.0.
    assertThat(readDoubles(sum.mean(2))).containsExactly(0.0, 0.0);
    assertThat(readDoubles(sum.total())).containsExactly(0.0, 0.0);
  }

  @Test
  void shouldGivePositiveZero_whenATinyNegativeMeanRoundsToZeroInSinglePrecision() {
    // 2^-149 is the smallest float; the mean is -2^-151.
    ExactSum sum = new ExactSum(new Grid(150, 0x1p-100, 0, 1, 4, 1), FLOAT32, 1);

    sum.add(floats(-0x1p-149f), 1);

    assertThat(readFloats(sum.mean(4))).containsExactly(0.0f);
  }

  @Test
  void shouldKeepDenormals_whenTheUnitIsFineEnough() {
    ExactSum sum = new ExactSum(new Grid(149, 0x1p-130, 0, 1, 4, 1), FLOAT32, 1);

    sum.add(floats(0x1p-149f), 1);
    sum.add(floats(3 * 0x1p-149f), 1);

    assertThat(readFloats(sum.mean(2))).containsExactly(2 * 0x1p-149f);
  }

  @Test
  void shouldCountDenormalsAsZero_whenTheyAreUnderHalfAUnit() {
    ExactSum sum = new ExactSum(Grid.finest(1, 0, 1, 4, 2), FLOAT64, 2);

    sum.add(doubles(Double.MIN_VALUE, -1e-310), 1);

    assertThat(readDoubles(sum.total())).containsExactly(0.0, 0.0);
  }

  @Test
  void shouldGiveTheLargestFloat_whenAllTermsAreTheLargestFloat() {
    Grid grid = Grid.finest(Float.MAX_VALUE, 0, 1, 100, 1);
    ExactSum sum = new ExactSum(grid, FLOAT32, 2);

    sum.add(floats(Float.MAX_VALUE, -Float.MAX_VALUE), 1);
    sum.add(floats(Float.MAX_VALUE, -Float.MAX_VALUE), 1);

    assertThat(readFloats(sum.mean(2))).containsExactly(Float.MAX_VALUE, -Float.MAX_VALUE);
  }

  @Test
  void shouldStayWithinTheLargestValue_whenTheUnitIsCoarse() {
    // 2.5 is nearest to 2, 1.5 to 2: a mean of 1.5s may not leave [-1.5, 1.5].
    ExactSum sum = new ExactSum(new Grid(0, 1.5, 0, 1, 4, 1), FLOAT32, 2);

    ExactSum twice = new ExactSum(new Grid(0, 1.5, 0, 1, 4, 1), FLOAT64, 2);

    sum.add(floats(1.5f, -1.5f), 1);
    twice.add(doubles(1.5, -1.5), 1);

    assertThat(readFloats(sum.mean(1))).containsExactly(1.5f, -1.5f);
    assertThat(readDoubles(twice.mean(1))).containsExactly(1.5, -1.5);
  }

  @Test
  void shouldBeRightAgain_whenMoreThanTheLanesHoldWentInAndOut() {
    // One term has 2^61 units, so that 4 and more wrap around.
    ExactSum sum = new ExactSum(new Grid(61, 1, 0, 1, 1, 2), FLOAT64, 1);

    for (int i = 0; i < 9; i++) {
      sum.add(doubles(1), 1);
    }
    for (int i = 0; i < 8; i++) {
      sum.subtract(doubles(1), 1);
    }

    assertThat(readDoubles(sum.mean(1))).containsExactly(1.0);
  }

  @Test
  void shouldReadAnyKindOfBufferAndLeaveItAsItWas_whenItIsAdded() {
    ByteBuffer direct = ByteBuffer.allocateDirect(20).order(ByteOrder.BIG_ENDIAN);
    direct.position(4).put(floats(1, 2, 3)).flip().position(4);
    ByteBuffer readOnly = floats(1, 2, 3).asReadOnlyBuffer();
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 10, 1), FLOAT32, 3);

    sum.add(direct, 1);
    sum.add(readOnly, 1);
    sum.subtract(readOnly, 1);

    assertThat(direct.position()).isEqualTo(4);
    assertThat(direct.remaining()).isEqualTo(12);
    assertThat(direct.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(readOnly.remaining()).isEqualTo(12);
    assertThat(readFloats(sum.mean(1))).containsExactly(1, 2, 3);
  }

  @Test
  void shouldGiveNothing_whenThereAreNoParameters() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 10, 2), FLOAT32, 0);

    sum.add(floats(), 1);

    assertThat(sum.mean(1)).isEmpty();
  }

  @Test
  void shouldReportEightBytesALaneAndParameter_whenAskedForMemory() {
    assertThat(new ExactSum(Grid.finest(1, 0, 1, 1, 1), FLOAT32, 1000).memoryBytes())
        .isEqualTo(8000);
    assertThat(new ExactSum(Grid.finest(1, 0, 1, 1, 2), FLOAT32, 1000).memoryBytes())
        .isEqualTo(16000);
  }
}
