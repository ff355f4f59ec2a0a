package io.fedlog.learning.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class UnitSumTest {
  /** Units of 2^-20, values to 1000: 1,048,576,000 units. */
  private static final Grid GRID = new Grid(20, 1000, 0, 5, 40, 1);

  private static final int SIZE = 3_000; // more than two blocks of the division

  @Test
  void shouldBeTheExactMean_whenWholeUnitsAreAddedInAnyOrder() {
    Random random = new Random(6);
    List<long[]> updates = new ArrayList<>();
    long[] weights = new long[40];
    for (int update = 0; update < weights.length; update++) {
      updates.add(random.longs(SIZE, -1_048_576_000L, 1_048_576_001L).toArray());
      weights[update] = 1L + random.nextInt(5);
    }
    UnitSum one = new UnitSum(GRID, SIZE);
    one.addAll(updates.stream().map(UnitSumTest::payload).toList(), weights);
    List<Integer> order = new ArrayList<>();
    for (int update = 0; update < weights.length; update++) {
      order.add(update);
    }
    Collections.shuffle(order, random);
    UnitSum other = new UnitSum(GRID, SIZE);
    other.subtract(payload(updates.get(0)), weights[0]);
    order.forEach(update -> other.add(payload(updates.get(update)), weights[update]));
    other.add(payload(updates.get(0)), weights[0]);

    long total = Arrays.stream(weights).sum();
    byte[] mean = one.mean(total, NumberFormat.FLOAT64);
    assertThat(other.mean(total, NumberFormat.FLOAT64)).isEqualTo(mean);
    ByteBuffer doubles = ByteBuffer.wrap(mean).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SIZE; i++) {
      BigInteger sum = BigInteger.ZERO;
      for (int update = 0; update < weights.length; update++) {
        sum =
            sum.add(
                BigInteger.valueOf(updates.get(update)[i])
                    .multiply(BigInteger.valueOf(weights[update])));
      }
      assertThat(one.units()[i]).isEqualTo(sum.longValueExact());
      double expected =
          new BigDecimal(sum)
              .divide(BigDecimal.valueOf(total), MathContext.DECIMAL128)
              .divide(BigDecimal.valueOf(1 << 20))
              .doubleValue();
      assertThat(doubles.getDouble()).isCloseTo(expected, Offset.offset(Math.ulp(expected)));
    }
  }

  @Test
  void shouldWrapAroundAndComeBack_whenUnitsAreMasked() {
    long[] masks = new Random(7).longs(100).toArray();
    long[] unmasking = new long[100];
    for (int i = 0; i < masks.length; i++) {
      unmasking[i] = i - masks[i];
    }
    UnitSum sum = new UnitSum(GRID, 100);

    sum.addUnits(payload(masks), 1);
    sum.addUnits(payload(unmasking), 1);

    for (int i = 0; i < 100; i++) {
      assertThat(sum.units()[i]).isEqualTo(i);
    }
  }

  @Test
  void shouldStayAsItIs_whenACopyIsChanged() {
    UnitSum sum = new UnitSum(GRID, 2);
    sum.add(payload(8, -4), 1);

    UnitSum noisy = sum.changed(units -> units[1] += 6);

    assertThat(noisy.units()).containsExactly(8, 2);
    assertThat(sum.units()).containsExactly(8, -4);
  }

  @Test
  void shouldTakeTheLargestValue_andRefuseTheNext() {
    UnitSum sum = new UnitSum(GRID, 2);

    assertThat(sum.tryAdd(payload(1_048_576_000, -1_048_576_000), 1)).isNull();
    ValueFault high = Objects.requireNonNull(sum.tryAdd(payload(0, 1_048_576_001), 1));
    ValueFault low = Objects.requireNonNull(sum.tryAdd(payload(Long.MIN_VALUE, 0), 1));

    assertThat(high.reason()).isEqualTo(ValueFault.OUT_OF_RANGE);
    assertThat(high.detail()).contains("value 1 is 1048576001 units");
    assertThat(low.detail()).contains("value 0 is -9223372036854775808 units");
    assertThat(sum.units()).containsExactly(1_048_576_000, -1_048_576_000);
  }

  @Test
  void shouldChangeNothing_whenOneOfSeveralIsBad() {
    UnitSum sum = new UnitSum(GRID, 1);

    assertThatThrownBy(() -> sum.addAll(List.of(payload(1), payload(2, 3)), new long[] {1, 1}))
        .hasMessageContaining("payload 1: payload has 16 bytes, expected 8");
    assertThatThrownBy(() -> sum.add(payload(1), 6)).hasMessageContaining("weight is 6");

    assertThat(sum.units()).containsExactly(0);
  }

  @Test
  void shouldBeRefused_whenTheGridHasFractions() {
    assertThatThrownBy(() -> new UnitSum(new Grid(3, 1, 0, 1, 4, 2), 1))
        .hasMessageContaining("lanes 2");
    assertThatThrownBy(() -> new UnitSum(new Grid(3, 1, 2, 1, 4, 1), 1))
        .hasMessageContaining("weightFractionBits 2");
  }

  private static ByteBuffer payload(long... units) {
    ByteBuffer payload = ByteBuffer.allocate(8 * units.length).order(ByteOrder.LITTLE_ENDIAN);
    payload.asLongBuffer().put(units);
    return payload;
  }
}
