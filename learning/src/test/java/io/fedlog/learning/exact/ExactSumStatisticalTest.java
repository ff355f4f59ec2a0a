package io.fedlog.learning.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How far a mean of many values on a coarse grid lies from the exact mean. */
class ExactSumStatisticalTest {
  private static final int TERMS = 1000;
  private static final int PARAMETERS = 500;

  /** Probability with which this test may fail on a correct sum, for a random seed. */
  private static final double FAILURE = 1e-9;

  @Test
  void shouldErrByTheSquareRootOfTheCohort_whenTermsAreRoundedToWholeUnits() {
    Grid grid = new Grid(4, 8, 0, 1, TERMS, 1);
    ExactSum sum = new ExactSum(grid, NumberFormat.FLOAT64, PARAMETERS);
    BigDecimal[] exact = new BigDecimal[PARAMETERS];
    Arrays.fill(exact, BigDecimal.ZERO);
    Random random = new Random(20);
    for (int t = 0; t < TERMS; t++) {
      double[] values = new double[PARAMETERS];
      for (int i = 0; i < PARAMETERS; i++) {
        values[i] = 16 * random.nextDouble() - 8;
        exact[i] = exact[i].add(new BigDecimal(values[i]));
      }
      sum.add(Payloads.doubles(values), 1);
    }

    double[] means = Payloads.readDoubles(sum.mean(TERMS));

    // Rounding errors are independent, centred and within half a unit, so by Hoeffding a sum of n
    // is beyond t units with probability at most 2 exp(-2 t^2 / n); a union bound over parameters.
    double inSum = Math.sqrt(TERMS * Math.log(2 * PARAMETERS / FAILURE) / 2);
    double tolerance = inSum * grid.unit() / TERMS;
    double worst = 0;
    for (int i = 0; i < PARAMETERS; i++) {
      BigDecimal mean = exact[i].divide(BigDecimal.valueOf(TERMS), new MathContext(50));
      worst = Math.max(worst, mean.subtract(new BigDecimal(means[i])).abs().doubleValue());
    }
    assertThat(worst).isLessThan(tolerance).isGreaterThan(0);
    assertThat(tolerance).isLessThan(grid.unit() / 8);
  }
}
