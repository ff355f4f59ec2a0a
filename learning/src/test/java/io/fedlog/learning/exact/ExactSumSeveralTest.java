package io.fedlog.learning.exact;

import static io.fedlog.learning.exact.NumberFormat.FLOAT32;
import static io.fedlog.learning.exact.NumberFormat.FLOAT64;
import static io.fedlog.learning.exact.Payloads.doubles;
import static io.fedlog.learning.exact.Payloads.floats;
import static io.fedlog.learning.exact.Payloads.readDoubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several payloads added at once. */
class ExactSumSeveralTest {
  private static final int SIZE = 2 * Blocks.SIZE + 7;

  record Case(Grid grid, NumberFormat format, Loops loops, int terms) {
    @Override
    public String toString() {
      return terms + " of " + format + ", " + loops.getClass().getSimpleName() + ", " + grid;
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Loops loops : loops()) {
      for (NumberFormat format : NumberFormat.values()) {
        // Counts around what four, the smallest room a double has, divides and what it leaves.
        for (int terms : new int[] {1, 2, 3, 4, 5, 7, 8, 13}) {
          cases.add(new Case(Grid.finest(1, 0, 9, 20, 1), format, loops, terms));
          cases.add(new Case(Grid.finest(1, 0, 9, 20, 2), format, loops, terms));
        }
        // A cohort this large leaves a double room for more than 13 contributions.
        cases.add(new Case(Grid.finest(50, 20, 9 << 20, 1 << 20, 2), format, loops, 13));
      }
    }
    for (int terms : new int[] {1, 5}) {
      cases.add(new Case(new Grid(56, 1.5, 0, 9, 4, 2), FLOAT64, new WideLoops(), terms));
      cases.add(new Case(new Grid(56, 1.5, 0, 9, 4, 1), FLOAT32, new WideLoops(), terms));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldHoldTheNearestIntegers_whenRecomputedInDecimals(Case c) {
    List<double[]> terms = terms(c, 31);
    long[] weights = weights(c);
    ExactSum sum = new ExactSum(c.grid, c.format, SIZE, c.loops);

    sum.addAll(payloads(c, terms), weights);

    for (int i = 0; i < SIZE; i++) {
      BigInteger units = BigInteger.ZERO;
      BigInteger residuals = BigInteger.ZERO;
      for (int t = 0; t < weights.length; t++) {
        BigDecimal x =
            scaled(
                new BigDecimal(terms.get(t)[i]).multiply(BigDecimal.valueOf(weights[t])),
                c.grid.unitExponent() - c.grid.weightFractionBits());
        BigDecimal h = x.setScale(0, RoundingMode.HALF_EVEN);
        units = units.add(h.toBigIntegerExact());
        BigDecimal rest = scaled(x.subtract(h), 32).setScale(0, RoundingMode.HALF_EVEN);
        residuals = residuals.add(rest.toBigIntegerExact());
      }
      assertThat(sum.units(i)).as("lane 1 of %s", i).isEqualTo(units.longValue());
      long expected = c.grid.lanes() == 2 ? residuals.longValueExact() : 0;
      assertThat(sum.residuals(i)).as("lane 2 of %s", i).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldBeNothingAgain_whenEachIsSubtracted(Case c) {
    List<ByteBuffer> payloads = payloads(c, terms(c, 32));
    long[] weights = weights(c);
    ExactSum sum = new ExactSum(c.grid, c.format, SIZE, c.loops);

    sum.addAll(payloads, weights);
    for (int t = weights.length - 1; t >= 0; t--) {
      sum.subtract(payloads.get(t), weights[t]);
    }

    assertThat(readDoubles(sum.total())).containsOnly(0.0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldNameThePayloadAndStayUnchanged_whenAValueIsBad(Case c) {
    for (int badTerm : new int[] {0, c.terms / 2, c.terms - 1}) {
      for (int badValue : new int[] {0, Blocks.SIZE - 1, Blocks.SIZE, SIZE - 1}) {
        List<double[]> terms = terms(c, 33);
        ExactSum sum = new ExactSum(c.grid, c.format, SIZE, c.loops);
        sum.addAll(payloads(c, terms), weights(c));
        byte[] before = sum.total();
        terms.get(badTerm)[badValue] = Double.NaN;

        String where = c.terms == 1 ? "" : "payload " + badTerm + ": ";
        assertThatThrownBy(() -> sum.addAll(payloads(c, terms), weights(c)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(where + "value " + badValue + " is NaN");
        assertThat(sum.total()).isEqualTo(before);
      }
    }
  }

  @Test
  void shouldAddUpWithoutError_whenContributionsAreTheLargestThatRoundByAddition() {
    // Each is 2^51 - 1 units, so that four are 2^53 - 4, next to the last integer of a double.
    Grid grid = new Grid(0, 0x1p51 - 1, 0, 1, 1024, 2);

    for (Loops loops : loops()) {
      ExactSum sum = new ExactSum(grid, FLOAT64, 1, loops);
      ByteBuffer odd = doubles(0x1p51 - 1);
      sum.addAll(List.of(odd, odd, odd, odd), new long[] {1, 1, 1, 1});
      sum.addAll(List.of(odd, odd, odd, odd, odd), new long[] {1, 1, 1, 1, 1});

      assertThat(grid.termsInDouble()).isEqualTo(4);
      assertThat(sum.units(0)).isEqualTo(9 * ((1L << 51) - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void shouldRefuse_whenThereAreNotAsManyWeights(int count) {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 10, 1), FLOAT32, 1);

    assertThatThrownBy(() -> sum.addAll(List.of(floats(1), floats(2)), new long[count]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights are " + count + ", expected one for each of 2");
  }

  @Test
  void shouldNameThePayload_whenItsLengthOrWeightIsWrong() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 10, 1), FLOAT32, 1);

    assertThatThrownBy(() -> sum.addAll(List.of(floats(1), floats(1, 2)), new long[] {1, 1}))
        .hasMessageStartingWith("payload 1: payload has 8 bytes, expected 4");
    assertThatThrownBy(() -> sum.addAll(List.of(floats(1), floats(2)), new long[] {2, 1}))
        .hasMessage("payload 0: weight is 2, expected 1 to 1");
    assertThat(readDoubles(sum.total())).containsExactly(0.0);
  }

  @Test
  void shouldAddNothing_whenThereAreNoPayloads() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 1, 10, 1), FLOAT32, 2);

    sum.addAll(List.of(), new long[0]);

    assertThat(readDoubles(sum.total())).containsExactly(0.0, 0.0);
  }

  @Test
  void shouldSayWhyNotAndStayUnchanged_whenTryingToAddABadPayload() {
    ExactSum sum = new ExactSum(Grid.finest(10, 0, 3, 10, 2), FLOAT32, 2);

    assertThat(sum.tryAdd(floats(1, 2), 3)).isNull();
    assertThat(sum.tryAdd(floats(1, 11), 1)).isEqualTo(sum.fault(floats(1, 11), 1)).isNotNull();
    assertThat(sum.tryAdd(floats(1, 2), 4)).isEqualTo(sum.fault(floats(1, 2), 4)).isNotNull();
    assertThat(sum.tryAdd(floats(1), 1)).isEqualTo(sum.fault(floats(1), 1)).isNotNull();

    assertThat(readDoubles(sum.total())).containsExactly(3.0, 6.0);
  }

  private static Loops[] loops() {
    return new Loops[] {new RawBitsLoops(), new CastLoops(), new WideLoops()};
  }

  /** Random values over some magnitudes, with ties, zeros and both bounds among them. */
  private static List<double[]> terms(Case c, int seed) {
    Random random = new Random(seed);
    double max = c.grid.maxAbsValue();
    List<double[]> terms = new ArrayList<>();
    for (int t = 0; t < c.terms; t++) {
      double[] values = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        values[i] =
            switch (random.nextInt(6)) {
              case 0 -> random.nextBoolean() ? max : -max;
              case 1 -> (random.nextInt(2001) - 1000 + 0.5) * c.grid.unit();
              case 2 -> Math.scalb(random.nextFloat() - 0.5f, -random.nextInt(60));
              case 3 -> -0.0;
              default -> (2 * random.nextFloat() - 1) * max;
            };
        values[i] = c.format == FLOAT32 ? (float) values[i] : values[i];
      }
      terms.add(values);
    }
    return terms;
  }

  private static long[] weights(Case c) {
    long[] weights = new long[c.terms];
    for (int t = 0; t < c.terms; t++) {
      weights[t] = t == 1 ? c.grid.maxWeight() : 1 + t % c.grid.maxWeight();
    }
    return weights;
  }

  private static List<ByteBuffer> payloads(Case c, List<double[]> terms) {
    List<ByteBuffer> payloads = new ArrayList<>();
    for (double[] values : terms) {
      float[] single = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        single[i] = (float) values[i];
      }
      payloads.add(c.format == FLOAT64 ? doubles(values) : floats(single));
    }
    return payloads;
  }

  private static BigDecimal scaled(BigDecimal x, int exponent) {
    BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(exponent));
    return exponent >= 0 ? x.multiply(power) : x.divide(power);
  }
}
