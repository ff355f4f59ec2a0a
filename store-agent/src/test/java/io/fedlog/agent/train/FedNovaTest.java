package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FedNovaTest {

  @Test
  void shouldNormaliseByHand_whenTwoStoresTakeOneAndThreeSteps() {
    double[] base = {1, 0};
    double[] one = FedNova.normalised(base, new double[] {0, 2}, FedNova.norm(1));
    double[] three = FedNova.normalised(base, new double[] {4, -6}, FedNova.norm(3));

    assertThat(one).containsExactly(0, 2);
    assertThat(three).containsExactly(2, -2); // 1 + 3/3, 0 - 6/3
    // Equal weights: mean (1, 0) is the base, effective steps (1 + 3) / 2 = 2.
    double[] mean = {1, 0};
    assertThat(FedNova.next(base, mean, 2)).containsExactly(1, 0);
    // Weights 1/4 and 3/4: mean (1.5, -1), effective steps 1/4 + 9/4 = 2.5.
    assertThat(FedNova.next(base, new double[] {1.5, -1}, 2.5)).containsExactly(2.25, -2.5);
  }

  @Test
  void shouldBeFedAvg_whenAllTakeTheSameSteps() {
    double[] base = {2};
    double first = FedNova.normalised(base, new double[] {5}, FedNova.norm(4))[0];
    double second = FedNova.normalised(base, new double[] {-3}, FedNova.norm(4))[0];

    assertThat(FedNova.next(base, new double[] {(first + second) / 2}, 4)[0]).isEqualTo(1);
  }

  @Test
  void shouldSumTheWeightsOfTheSteps_whenThereIsMomentumOrAPull() {
    // Momentum 1/2, 3 steps: the gradients' weights are 1 + 1/2 + 1/4, 1 + 1/2 and 1.
    assertThat(FedNova.normWithMomentum(3, 0.5)).isCloseTo(1.75 + 1.5 + 1, within(1e-12));
    assertThat(FedNova.normWithMomentum(3, 0)).isEqualTo(3);
    // Rate x mu = 1/4, 3 steps: (3/4)^2 + 3/4 + 1.
    assertThat(FedNova.normWithPull(3, 0.5, 0.5)).isCloseTo(0.5625 + 0.75 + 1, within(1e-12));
    assertThat(FedNova.normWithPull(3, 0.5, 0)).isEqualTo(3);
  }

  /**
   * Stores with losses (w - 1)^2 / 2 and (w + 1)^2 / 2, whose mean is least at 0, take 1 and 4
   * steps of rate 1/10. A step shrinks the distance by 9/10, so FedAvg rests where (w - 1) (1 -
   * 0.9) + (w + 1) (1 - 0.9^4) = 0: at -0.55. FedNova divides by 1 and 4 and rests nearer to 0.
   */
  @Test
  void shouldRestNearerTheOptimum_whenStoresTakeUnequalSteps() {
    double fedavg = 0;
    double fednova = 0;
    for (int round = 0; round < 2000; round++) {
      fedavg = (descend(fedavg, 1, 1) + descend(fedavg, -1, 4)) / 2;
      double[] base = {fednova};
      double one = FedNova.normalised(base, new double[] {descend(fednova, 1, 1)}, 1)[0];
      double four = FedNova.normalised(base, new double[] {descend(fednova, -1, 4)}, 4)[0];
      fednova = FedNova.next(base, new double[] {(one + four) / 2}, 2.5)[0];
    }

    double far = 1 - Math.pow(0.9, 4);
    assertThat(fedavg).isCloseTo((0.1 - far) / (0.1 + far), within(1e-9));
    assertThat(fednova).isCloseTo((0.1 - far / 4) / (0.1 + far / 4), within(1e-9));
    assertThat(Math.abs(fednova)).isLessThan(0.08);
  }

  @Test
  void shouldRefuse_whenNumbersMakeNoSense() {
    assertThatThrownBy(() -> FedNova.norm(0)).hasMessageContaining("1 or more");
    assertThatThrownBy(() -> FedNova.normWithMomentum(3, 1)).hasMessageContaining("less than 1");
    assertThatThrownBy(() -> FedNova.normWithPull(3, 2, 1)).hasMessageContaining("less than 1");
  }

  private static double descend(double from, double optimum, int steps) {
    double w = from;
    for (int step = 0; step < steps; step++) {
      w -= 0.1 * (w - optimum);
    }
    return w;
  }
}
