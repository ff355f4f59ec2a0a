package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirichletStatisticalTest {
  private static final int DRAWS = 20_000;

  /**
   * Of Dirichlet(0.5, 1.5) the first share has mean 1/4 and variance (1/4 * 3/4) / 3 = 1/16: five
   * standard errors of the mean are 5 * 0.25 / sqrt(20000) = 0.0088. Its fourth central moment is
   * under that of a coin of the same mean, 0.0725, so five of the variance are under 5 *
   * sqrt(0.0725 / 20000) = 0.0095.
   */
  @Test
  void shouldHaveMeanAndVariance() {
    Random random = new Random(20_261_120);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double share = Dirichlet.draw(new double[] {0.5, 1.5}, random)[0];
      sum += share;
      squares += share * share;
    }
    double mean = sum / DRAWS;

    assertThat(mean).isCloseTo(0.25, within(0.0088));
    assertThat(squares / DRAWS - mean * mean).isCloseTo(0.0625, within(0.0095));
  }

  @Test
  void shouldAddUpToOne_whenAlphasAreTiny() {
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      double[] shares = Dirichlet.draw(new double[] {1e-4, 0, 1e-4, 1e-4}, random);

      assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
      assertThat(shares[1]).isZero();
    }
  }
}
