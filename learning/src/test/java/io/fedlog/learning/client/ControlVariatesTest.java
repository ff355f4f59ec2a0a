package io.fedlog.learning.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ControlVariatesTest {

  /**
   * Two steps of rate 1/2 from (1, 2) along the gradients (2, 4) and (-1, 1), each corrected by c -
   * c_i = (1/2, -1): to (-1/4, 1/2) and then (0, 1/2). The variate is the gradients' mean.
   */
  @Test
  void shouldBecomeTheMeanOfTheGradients_whenStepsAreWorkedOutByHand() {
    ControlVariates variates = new ControlVariates(new double[] {1, -1}, new double[] {0.5, 0});

    assertThat(variates.correction()).containsExactly(0.5, -1);
    double[] next = variates.next(new double[] {1, 2}, new double[] {0, 0.5}, 2, 0.5);
    assertThat(next).containsExactly(0.5, 2.5);
    assertThat(variates.upload(next, 1)).containsExactly(1, 1.5); // -1 + (2.5 - 0)
    assertThat(variates.upload(next, 0.5)).containsExactly(1, 0.25);
  }

  /** Of four stores two upload 1 + 1/2 x 4 and 1 + 1/2 x 2: c = 1 + (4 + 2) / 4, as the paper. */
  @Test
  void shouldMoveTheCommonVariateByTheShare_whenOnlySomeTakePart() {
    ControlVariates first = new ControlVariates(new double[] {1}, new double[] {-1});
    ControlVariates second = new ControlVariates(new double[] {1}, new double[] {3});

    double mean = (first.upload(at(3), 0.5)[0] + second.upload(at(5), 0.5)[0]) / 2;

    assertThat(mean).isEqualTo(2.5);
  }

  /**
   * Losses (w - 1)^2 / 2 and 9 (w + 1)^2 / 2: their mean is least at (1 - 9) / (1 + 9) = -0.8. With
   * 5 steps of rate 0.05 FedAvg rests where (w - 1) (1 - 0.95^5) + (w + 1) (1 - 0.55^5) = 0.
   */
  @Test
  void shouldRestAtTheOptimum_whenFedAvgDrifts() {
    double[] curvatures = {1, 9};
    double[] optima = {1, -1};
    double fedavg = 0;
    double model = 0;
    double common = 0;
    double[][] own = {at(0), at(0)};
    for (int round = 0; round < 500; round++) {
      double plain = 0;
      double models = 0;
      double uploads = 0;
      for (int i = 0; i < 2; i++) {
        ControlVariates variates = new ControlVariates(at(common), own[i]);
        plain += descend(fedavg, curvatures[i], optima[i], 0);
        double trained = descend(model, curvatures[i], optima[i], variates.correction()[0]);
        double[] next = variates.next(at(model), at(trained), 5, 0.05);
        models += trained;
        uploads += variates.upload(next, 1)[0];
        own[i] = next;
      }
      fedavg = plain / 2;
      model = models / 2;
      common = uploads / 2;
    }

    double slow = 1 - Math.pow(0.95, 5);
    double fast = 1 - Math.pow(0.55, 5);
    assertThat(fedavg).isCloseTo((slow - fast) / (slow + fast), within(1e-9));
    assertThat(model).isCloseTo(-0.8, within(1e-9));
    // At the optimum each variate is the store's gradient there: 1 x (-1.8) and 9 x 0.2.
    assertThat(own[0][0]).isCloseTo(-1.8, within(1e-6));
    assertThat(own[1][0]).isCloseTo(1.8, within(1e-6));
    assertThat(common).isCloseTo(0, within(1e-6));
  }

  @Test
  void shouldRefuse_whenNumbersMakeNoSense() {
    ControlVariates one = new ControlVariates(at(0), at(0));

    assertThatThrownBy(() -> new ControlVariates(new double[2], at(0)))
        .hasMessageContaining("own has 1 numbers, expected 2");
    assertThatThrownBy(() -> one.next(at(0), new double[3], 1, 1))
        .hasMessageContaining("trained has 3 numbers, expected 1");
    assertThatThrownBy(() -> one.next(at(0), at(0), 0, 1)).hasMessageContaining("steps are 0");
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> one.next(at(0), at(0), 1, rate))
          .hasMessageContaining("rate is " + rate);
    }
    for (double share : new double[] {0, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> one.upload(at(0), share)).hasMessageContaining("share is " + share);
    }
  }

  private static double descend(double from, double curvature, double optimum, double correction) {
    double w = from;
    for (int step = 0; step < 5; step++) {
      w -= 0.05 * (curvature * (w - optimum) + correction);
    }
    return w;
  }

  private static double[] at(double value) {
    return new double[] {value};
  }
}
