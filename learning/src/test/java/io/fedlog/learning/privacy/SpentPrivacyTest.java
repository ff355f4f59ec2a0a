package io.fedlog.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.privacy.accounting.AnalyticGaussian;
import io.fedlog.learning.privacy.accounting.Gaussian;
import io.fedlog.learning.privacy.accounting.Laplace;
import io.fedlog.learning.privacy.accounting.OptimalComposition;
import io.fedlog.learning.privacy.accounting.PldAccountant;
import io.fedlog.learning.privacy.accounting.Release;
import io.fedlog.learning.privacy.accounting.ZcdpAccountant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpentPrivacyTest {

  /** By hand: 1/3, (1/3)^2 / 2 = 1/18; 2^2 / (2 * 3^2) = 2/9; each rounded up. */
  @Test
  void shouldRoundCostsUp() {
    assertThat(laplace("1", "3")).isEqualTo(new SpentPrivacy(333_333_333_334L, 55_555_555_556L, 0));
    assertThat(gaussian("2", "3")).isEqualTo(new SpentPrivacy(0, 0, 222_222_222_223L));
    assertThat(laplace("0.1", "1"))
        .isEqualTo(new SpentPrivacy(100_000_000_000L, 5_000_000_000L, 0));
    assertThat(gaussian("1", "1e9")).isEqualTo(new SpentPrivacy(0, 0, 1));
    assertThat(laplace("1", "1e30")).isEqualTo(new SpentPrivacy(1, 1, 0));
  }

  @Test
  void shouldBeExactlyUsedUp_afterTenTenths() {
    SpentPrivacy spent = SpentPrivacy.none();
    for (int i = 0; i < 10; i++) {
      spent = spent.plus(laplace("0.1", "1"));
    }

    assertThat(spent.epsilon(0)).isEqualTo(1);
    assertThat(spent).isEqualTo(laplace("0.1", "1").times(10));
  }

  @Test
  void shouldAddUpToTheSame_inAnyOrder() {
    Random random = new Random(5);
    List<SpentPrivacy> costs = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      BigDecimal noise = BigDecimal.valueOf(1 + random.nextInt(1_000_000), 3);
      costs.add(
          i % 2 == 0
              ? SpentPrivacy.laplace(BigDecimal.ONE, noise)
              : SpentPrivacy.gaussian(BigDecimal.ONE, noise));
    }
    SpentPrivacy total = costs.stream().reduce(SpentPrivacy.none(), SpentPrivacy::plus);

    for (int i = 0; i < 10; i++) {
      Collections.shuffle(costs, random);
      assertThat(costs.stream().reduce(SpentPrivacy.none(), SpentPrivacy::plus)).isEqualTo(total);
    }
  }

  /** 1,000 of 0.01: 10 by adding; rho 0.05, which is 1.308 at 1e-5. */
  @Test
  void shouldTakeTheBetterOfBothWays_forLaplaceNoise() {
    SpentPrivacy many = laplace("0.01", "1").times(1000);
    SpentPrivacy few = laplace("1", "1").times(2);

    assertThat(many.epsilon(0)).isEqualTo(10);
    assertThat(many.epsilon(1e-5))
        .isEqualTo(new ZcdpAccountant(0.05).epsilon(1e-5))
        .isLessThan(1.4);
    assertThat(many.epsilon(1e-5))
        .isBetween(
            new OptimalComposition(0.01, 1000).epsilon(1e-5),
            1.12 * new OptimalComposition(0.01, 1000).epsilon(1e-5));
    assertThat(few.epsilon(1e-5)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1e-5", "10, 100, 1e-6", "0.7, 3, 1e-9", "400, 10000, 1e-5"})
  void shouldBeAboveTheExactCost_ofGaussianNoise(String sigma, int times, double delta) {
    double exact = new AnalyticGaussian(Double.parseDouble(sigma), times).epsilon(delta);

    assertThat(gaussian("1", sigma).times(times).epsilon(delta)).isBetween(exact, 1.15 * exact);
  }

  /** Both kinds together, against their numerical composition. */
  @ParameterizedTest
  @CsvSource({"0.5, 2, 10, 10, 1e-5", "0.01, 500, 20, 100, 1e-6"})
  void shouldBeAboveTheExactCost_ofBoth(
      String epsilon, int laplaces, String sigma, int gaussians, double delta) {
    double exact =
        PldAccountant.of(
                new Release(new Laplace(Double.parseDouble(epsilon)), laplaces),
                new Release(new Gaussian(Double.parseDouble(sigma)), gaussians))
            .epsilon(delta);
    SpentPrivacy spent =
        laplace(epsilon, "1").times(laplaces).plus(gaussian("1", sigma).times(gaussians));

    assertThat(spent.epsilon(delta)).isBetween(exact, 1.4 * exact);
    assertThat(spent.epsilon(0)).isInfinite();
  }

  /**
   * Rounds are chosen one after the other, so that either way of counting may be the one that
   * fails.
   */
  @Test
  void shouldShareDelta_whenBothWaysNeedOne() {
    SpentPrivacy mixed = laplace("1", "1").plus(gaussian("1", "10"));

    assertThat(mixed.epsilon(1e-5)).isEqualTo(1 + new ZcdpAccountant(0.005).epsilon(5e-6));
  }

  /** 3^2 / (2 * 100 * 25) = 0.0018, and one unit. */
  @Test
  void shouldShareNoise() {
    assertThat(shares("3", "5", 100)).isEqualTo(new SpentPrivacy(0, 0, 1_800_000_001L));
    assertThatThrownBy(() -> shares("3", "3.99", 100))
        .hasMessage("sigma is 3.99 units of the grid, expected 4 or more; choose a finer grid");
    assertThatThrownBy(() -> shares("3", "5", 0)).hasMessage("shares is 0, expected 1 or more");
  }

  /** The Renyi divergences of the convolution itself, summed over all whole numbers that matter. */
  @ParameterizedTest
  @CsvSource({"4, 2, 1", "4, 3, 5", "6.5, 4, 30"})
  void shouldBoundTheDivergence_ofSharedNoise(String sigma, int shares, int sensitivity) {
    double[] one = new double[401];
    for (int i = 0; i < one.length; i++) {
      double x = (i - 200) / Double.parseDouble(sigma);
      one[i] = Math.exp(-0.5 * x * x);
    }
    double[] sum = {1};
    for (int i = 0; i < shares; i++) {
      sum = convolve(sum, one);
    }
    double rho = shares(String.valueOf(sensitivity), sigma, shares).rho() / 1e12;

    for (double order : new double[] {1.5, 2, 6}) {
      double whole = 0;
      double moment = 0;
      for (int i = sensitivity; i < sum.length; i++) {
        whole += sum[i];
        boolean matters = sum[i] > 1e-200 && sum[i - sensitivity] > 1e-200;
        moment += matters ? sum[i] * Math.pow(sum[i] / sum[i - sensitivity], order - 1) : 0;
      }
      assertThat(Math.log(moment / whole) / (order - 1))
          .isBetween(0.999 * order * rho, order * rho);
    }
  }

  @Test
  void shouldCostNothing_whenNothingWasReleased() {
    assertThat(SpentPrivacy.none().epsilon(0)).isEqualTo(0);
    assertThat(SpentPrivacy.none().plus(gaussian("1", "2"))).isEqualTo(gaussian("1", "2"));
  }

  @Test
  void shouldRefuseWhatDoesNotAddUp() {
    SpentPrivacy most = new SpentPrivacy(0, 0, Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(new SpentPrivacy(0, 0, 1)))
        .hasMessageContaining("too much to count");
    assertThatThrownBy(() -> most.times(2)).hasMessageContaining("too much to count");
    assertThatThrownBy(() -> laplace("1e7", "1")).hasMessageContaining("epsilon is 10000000.0");
    assertThatThrownBy(() -> new SpentPrivacy(-1, 0, 0))
        .hasMessage("pureEpsilon is -1, expected 0 or more");
    assertThatThrownBy(() -> new SpentPrivacy(1, 0, 0)).hasMessageContaining("pureRho is 0");
    assertThatThrownBy(() -> gaussian("1", "0"))
        .hasMessageContaining("sigma is 0, expected above 0");
    assertThatThrownBy(() -> laplace("1", "1e999999999")).hasMessageContaining("10^-40 to 10^40");
    assertThatThrownBy(() -> gaussian("1e-999999999", "1")).hasMessageContaining("sensitivity");
    assertThatThrownBy(() -> most.times(0)).hasMessage("releases is 0, expected 1 or more");
  }

  /**
   * The bits, so that a ledger is read alike everywhere. By 60,000 orders in Python, at the half of
   * delta that either way of counting has, it is 5.7293444553, a little above.
   */
  @Test
  void shouldGiveTheSameBits() {
    SpentPrivacy spent = gaussian("1", "3").times(7).plus(laplace("0.1", "1").times(40));

    assertThat(spent.epsilon(2e-6)).isEqualTo(0x1.6ead945554a75p2);
  }

  private static double[] convolve(double[] one, double[] other) {
    double[] sum = new double[one.length + other.length - 1];
    for (int i = 0; i < one.length; i++) {
      for (int j = 0; j < other.length; j++) {
        sum[i + j] += one[i] * other[j];
      }
    }
    return sum;
  }

  private static SpentPrivacy shares(String sensitivity, String sigma, int shares) {
    return SpentPrivacy.gaussianShares(new BigDecimal(sensitivity), new BigDecimal(sigma), shares);
  }

  private static SpentPrivacy laplace(String sensitivity, String scale) {
    return SpentPrivacy.laplace(new BigDecimal(sensitivity), new BigDecimal(scale));
  }

  private static SpentPrivacy gaussian(String sensitivity, String sigma) {
    return SpentPrivacy.gaussian(new BigDecimal(sensitivity), new BigDecimal(sigma));
  }
}
