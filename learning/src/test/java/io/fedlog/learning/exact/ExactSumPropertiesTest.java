package io.fedlog.learning.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded random payloads, held against a plain recomputation in decimal arithmetic. */
class ExactSumPropertiesTest {
  private record Term(double[] values, long weight) {}

  record Case(String name, Grid grid, NumberFormat format, Loops loops, int size) {
    @Override
    public String toString() {
      return name + " " + format + " " + loops.getClass().getSimpleName() + " " + size;
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (NumberFormat format : NumberFormat.values()) {
      for (int size : new int[] {1, 3, 1024, 1031}) {
        for (Loops loops : new Loops[] {new RawBitsLoops(), new CastLoops(), new WideLoops()}) {
          for (int lanes = 1; lanes <= 2; lanes++) {
            String name = lanes + " lanes ";
            cases.add(
                new Case(
                    name + "weights", Grid.finest(50, 0, 10_000, 40, lanes), format, loops, size));
            cases.add(
                new Case(
                    name + "fractions",
                    Grid.finest(1e-3, 20, 1 << 22, 40, lanes),
                    format,
                    loops,
                    size));
            cases.add(
                new Case(name + "coarse", new Grid(1, 50, 0, 9, 40, lanes), format, loops, size));
          }
        }
        Loops wide = new WideLoops();
        cases.add(new Case("62 bits", new Grid(56, 1.5, 0, 1, 40, 2), format, wide, size));
        cases.add(
            new Case("62 bits weighed", new Grid(46, 1.5, 0, 777, 40, 2), format, wide, size));
        cases.add(new Case("52 bits", new Grid(52, 1.5, 0, 1, 40, 2), format, wide, size));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldHoldTheNearestIntegers_whenRecomputedInDecimals(Case c) {
    Random random = new Random(11);
    List<Term> terms = terms(c, random, 7);
    ExactSum sum = new ExactSum(c.grid, c.format, c.size, c.loops);

    terms.forEach(term -> sum.add(payload(c, term), term.weight));

    for (int i = 0; i < c.size; i++) {
      BigInteger units = BigInteger.ZERO;
      BigInteger residuals = BigInteger.ZERO;
      for (Term term : terms) {
        BigDecimal x = scaled(contribution(c.grid, term, i), c.grid.unitExponent());
        BigInteger h = nearest(x);
        units = units.add(h);
        residuals = residuals.add(nearest(scaled(x.subtract(new BigDecimal(h)), 32)));
      }
      assertThat(sum.units(i)).as("lane 1 of %s", i).isEqualTo(units.longValueExact());
      long expected = c.grid.lanes() == 2 ? residuals.longValueExact() : 0;
      assertThat(sum.residuals(i)).as("lane 2 of %s", i).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldDivideToWithinHalfALastPlace_whenRecomputedInDecimals(Case c) {
    Random random = new Random(12);
    List<Term> terms = terms(c, random, 7);
    ExactSum sum = new ExactSum(c.grid, c.format, c.size, c.loops);
    terms.forEach(term -> sum.add(payload(c, term), term.weight));
    long totalWeight = terms.stream().mapToLong(Term::weight).sum();

    byte[] mean = sum.mean(totalWeight);
    ExactSum doubles = new ExactSum(c.grid, NumberFormat.FLOAT64, c.size, c.loops);
    terms.forEach(term -> doubles.add(Payloads.doubles(term.values), term.weight));
    double[] means = Payloads.readDoubles(doubles.mean(totalWeight));

    BigDecimal realWeight = scaled(BigDecimal.valueOf(totalWeight), -c.grid.weightFractionBits());
    for (int i = 0; i < c.size; i++) {
      BigDecimal lanes =
          BigDecimal.valueOf(sum.units(i)).add(scaled(BigDecimal.valueOf(sum.residuals(i)), -32));
      BigDecimal exact =
          scaled(lanes, -c.grid.unitExponent()).divide(realWeight, new MathContext(60));
      double actual = means[i];
      if (exact.abs().doubleValue() <= c.grid.maxAbsValue()) {
        BigDecimal error = exact.subtract(new BigDecimal(actual)).abs();
        BigDecimal allowed = new BigDecimal(Math.ulp(actual)).multiply(new BigDecimal("0.51"));
        assertThat(error).as("mean %s", i).isLessThanOrEqualTo(allowed);
      }
      // The bound that ExactSum states, against the terms before they were put on the grid.
      BigDecimal untouched = BigDecimal.ZERO;
      for (Term term : terms) {
        untouched = untouched.add(contribution(c.grid, term, i));
      }
      BigDecimal gap =
          untouched.divide(realWeight, new MathContext(60)).subtract(new BigDecimal(actual)).abs();
      BigDecimal lastLane = c.grid.lanes() == 2 ? scaled(BigDecimal.ONE, -32) : BigDecimal.ONE;
      BigDecimal bound =
          scaled(lastLane, -c.grid.unitExponent())
              .multiply(BigDecimal.valueOf(terms.size() / 2.0))
              .divide(realWeight, new MathContext(60))
              .add(new BigDecimal(Math.ulp(actual)));
      assertThat(gap).as("error of mean %s", i).isLessThanOrEqualTo(bound);
      if (c.format == NumberFormat.FLOAT64) {
        assertThat(Payloads.readDoubles(mean)[i]).isEqualTo(actual);
      } else {
        assertThat(Payloads.readFloats(mean)[i]).isEqualTo((float) actual);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldGiveTheSameBytes_whenOrderDiffersAndOthersComeAndGo(Case c) {
    Random random = new Random(13);
    List<Term> terms = terms(c, random, 9);
    List<Term> others = terms(c, random, 4);
    long totalWeight = terms.stream().mapToLong(Term::weight).sum();
    ExactSum plain = new ExactSum(c.grid, c.format, c.size);
    terms.forEach(term -> plain.add(payload(c, term), term.weight));

    ExactSum mixed = new ExactSum(c.grid, c.format, c.size, c.loops);
    List<Runnable> steps = new ArrayList<>();
    terms.forEach(term -> steps.add(() -> mixed.add(payload(c, term), term.weight)));
    others.forEach(term -> steps.add(() -> mixed.add(payload(c, term), term.weight)));
    others.forEach(term -> steps.add(() -> mixed.subtract(payload(c, term), term.weight)));
    Collections.shuffle(steps, random);
    steps.forEach(Runnable::run);

    assertThat(mixed.mean(totalWeight)).isEqualTo(plain.mean(totalWeight));
    assertThat(mixed.total()).isEqualTo(plain.total());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldKeepTheLanes_whenValuesAndUnitScaleByTheSamePowerOfTwo(Case c) {
    Grid g = c.grid;
    Grid scaled =
        new Grid(
            g.unitExponent() + 3,
            g.maxAbsValue() / 8,
            g.weightFractionBits(),
            g.maxWeight(),
            g.maxCohort(),
            g.lanes());
    Random random = new Random(14);
    ExactSum sum = new ExactSum(g, c.format, c.size, c.loops);
    ExactSum eighth = new ExactSum(scaled, c.format, c.size, c.loops);
    for (Term term : terms(c, random, 5)) {
      double[] values = term.values.clone();
      for (int i = 0; i < values.length; i++) {
        // Float denormals would lose bits by the division.
        values[i] = Math.abs(values[i]) < 1e-30 ? 0 : values[i];
      }
      sum.add(payload(c, new Term(values.clone(), term.weight)), term.weight);
      for (int i = 0; i < values.length; i++) {
        values[i] /= 8;
      }
      eighth.add(payload(c, new Term(values, term.weight)), term.weight);
    }
    for (int i = 0; i < c.size; i++) {
      assertThat(eighth.units(i)).isEqualTo(sum.units(i));
      assertThat(eighth.residuals(i)).isEqualTo(sum.residuals(i));
    }
  }

  /** Values over many magnitudes, with ties, zeros, denormals and the bound itself among them. */
  private static List<Term> terms(Case c, Random random, int count) {
    List<Term> terms = new ArrayList<>();
    double max = c.grid.maxAbsValue();
    for (int t = 0; t < count; t++) {
      double[] values = new double[c.size];
      for (int i = 0; i < c.size; i++) {
        double drawn =
            switch (random.nextInt(8)) {
              case 0 -> (random.nextInt(2001) - 1000 + 0.5) * c.grid.unit();
              case 1 -> (random.nextInt(2001) - 1000) * c.grid.unit() + c.grid.unit() * 0x1p-33;
              case 2 -> Math.scalb(random.nextDouble() - 0.5, -random.nextInt(160));
              case 3 -> random.nextBoolean() ? -0.0 : Float.MIN_VALUE * random.nextInt(9);
              case 4 -> random.nextBoolean() ? max : -max;
              default -> (2 * random.nextDouble() - 1) * max;
            };
        double within = Math.max(-max, Math.min(max, drawn));
        float single = (float) within;
        boolean fits = Math.abs((double) single) <= max;
        values[i] = c.format == NumberFormat.FLOAT64 ? within : fits ? single : 0.0;
      }
      terms.add(new Term(values, 1 + (long) (random.nextDouble() * (c.grid.maxWeight() - 1))));
    }
    return terms;
  }

  private static ByteBuffer payload(Case c, Term term) {
    if (c.format == NumberFormat.FLOAT64) {
      return Payloads.doubles(term.values);
    }
    float[] values = new float[term.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) term.values[i];
    }
    return Payloads.floats(values);
  }

  private static BigDecimal contribution(Grid grid, Term term, int i) {
    return scaled(
        new BigDecimal(term.values[i]).multiply(BigDecimal.valueOf(term.weight)),
        -grid.weightFractionBits());
  }

  private static BigInteger nearest(BigDecimal x) {
    return x.setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
  }

  private static BigDecimal scaled(BigDecimal x, int exponent) {
    BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(exponent));
    return exponent >= 0 ? x.multiply(power) : x.divide(power);
  }
}
