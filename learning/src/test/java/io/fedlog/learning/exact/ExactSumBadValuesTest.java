package io.fedlog.learning.exact;

import static io.fedlog.learning.exact.NumberFormat.FLOAT32;
import static io.fedlog.learning.exact.NumberFormat.FLOAT64;
import static io.fedlog.learning.exact.Payloads.doubles;
import static io.fedlog.learning.exact.Payloads.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumBadValuesTest {
  private static final Grid GRID = Grid.finest(1000, 0, 5, 100, 2);

  @ParameterizedTest
  @CsvSource({
    "NaN, not_finite",
    "Infinity, not_finite",
    "-Infinity, not_finite",
    "1e38, out_of_range",
    "-1e38, out_of_range",
    "1000.0001, out_of_range",
    "-1000.0001, out_of_range",
  })
  void shouldNameTheValue_whenItIsNotFiniteOrOffTheGrid(float value, String reason) {
    for (int size : new int[] {1, 7, 1024, 1025, 3001}) {
      float[] values = new float[size];
      values[size - 1] = value;
      double[] wide = new double[size];
      wide[size - 1] = value;

      ValueFault single = new ExactSum(GRID, FLOAT32, size).fault(floats(values), 1);
      ValueFault twice = new ExactSum(GRID, FLOAT64, size).fault(doubles(wide), 1);

      assertThat(single).isNotNull();
      assertThat(single.reason()).isEqualTo(reason);
      assertThat(single.detail()).contains("value " + (size - 1) + " is ");
      assertThat(twice).isNotNull();
      assertThat(twice.reason()).isEqualTo(reason);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1000f, -1000f, 0f, -0.0f, Float.MIN_VALUE, 1e-45f, 999.99994f})
  void shouldFindNothing_whenTheValueIsOnTheGrid(float value) {
    assertThat(new ExactSum(GRID, FLOAT32, 1).fault(floats(value), 5)).isNull();
    assertThat(new ExactSum(GRID, FLOAT64, 1).fault(doubles(value), 5)).isNull();
  }

  @Test
  void shouldHoldTheBoundToTheLastBit_whenItIsNoFloat() {
    // 0.1 lies between two floats; the float 0.1f is above it.
    Grid grid = Grid.finest(0.1, 0, 1, 1, 1);

    assertThat(new ExactSum(grid, FLOAT32, 1).fault(floats(Math.nextDown(0.1f)), 1)).isNull();
    assertThat(new ExactSum(grid, FLOAT32, 1).fault(floats(0.1f), 1)).isNotNull();
    assertThat(new ExactSum(grid, FLOAT64, 1).fault(doubles(0.1), 1)).isNull();
    assertThat(new ExactSum(grid, FLOAT64, 1).fault(doubles(Math.nextUp(0.1)), 1)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 6, Long.MIN_VALUE, Long.MAX_VALUE})
  void shouldRefuseTheWeight_whenItIsNotFromOneToTheLargest(long weight) {
    ExactSum sum = new ExactSum(GRID, FLOAT32, 1);

    ValueFault fault = sum.fault(floats(1), weight);

    assertThat(fault).isNotNull();
    assertThat(fault.reason()).isEqualTo("out_of_range");
    assertThat(fault.detail()).isEqualTo("weight is " + weight + ", expected 1 to 5");
    assertThatThrownBy(() -> sum.add(floats(1), weight))
        .hasMessageContaining("weight is " + weight);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 11, 13, 16})
  void shouldNameBothLengths_whenThePayloadHasAnother(int length) {
    ExactSum sum = new ExactSum(GRID, FLOAT32, 3);

    ValueFault fault = sum.fault(ByteBuffer.allocate(length), 1);

    assertThat(fault).isNotNull();
    assertThat(fault.reason()).isEqualTo("wrong_length");
    assertThat(fault.detail()).contains("payload has " + length + " bytes, expected 12");
    assertThatThrownBy(() -> sum.subtract(ByteBuffer.allocate(length), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1023, 1024, 2500})
  void shouldThrowAndStayUnchanged_whenABadValueIsAddedWithoutAsking(int bad) {
    float[] good = new float[2501];
    for (int i = 0; i < good.length; i++) {
      good[i] = i / 7f;
    }
    float[] withNaN = good.clone();
    withNaN[bad] = Float.NaN;
    for (Loops loops : new Loops[] {new RawBitsLoops(), new CastLoops(), new WideLoops()}) {
      ExactSum sum = new ExactSum(GRID, FLOAT32, good.length, loops);
      sum.add(floats(good), 3);
      byte[] before = sum.total();

      assertThatThrownBy(() -> sum.add(floats(withNaN), 2))
          .hasMessageContaining("value " + bad + " is NaN");
      assertThat(sum.total()).isEqualTo(before);
      assertThatThrownBy(() -> sum.subtract(floats(withNaN), 2)).hasMessageContaining("NaN");
      assertThat(sum.total()).isEqualTo(before);
    }
  }

  @Test
  void shouldRefuseTheTotalWeight_whenItIsNotPositive() {
    ExactSum sum = new ExactSum(GRID, FLOAT32, 1);

    assertThatThrownBy(() -> sum.mean(0)).hasMessageContaining("totalWeight is 0");
  }
}
