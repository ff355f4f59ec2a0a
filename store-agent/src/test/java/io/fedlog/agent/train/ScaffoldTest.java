package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaffoldTest {

  @Test
  void shouldStepByHand_whenVariatesCorrectTheGradient() {
    Scaffold store =
        new Scaffold(new double[] {1, 2}, new double[] {0.5, 0}, new double[] {1, -1}, 0.5);

    store.step(new double[] {2, 4}); // corrected: 2 - 0.5 + 1 = 2.5 and 4 - 0 - 1 = 3
    assertThat(store.model()).containsExactly(-0.25, 0.5);
    store.step(new double[] {-1, 1}); // corrected: -0.5 and 0
    assertThat(store.model()).containsExactly(0, 0.5);

    // Own - all + (base - model) / (2 x 0.5): -0.5 + 1 and 1 + 1.5: the mean of the gradients.
    assertThat(store.nextOwn()).containsExactly(0.5, 2.5);
    assertThat(store.update()).containsExactly(0, 0.5, 0, 2.5);
  }

  @Test
  void shouldMoveTheServersVariateByTheShare_whenSomeStoresTookPart() {
    assertThat(Scaffold.nextAll(new double[] {1, -1}, new double[] {4, 2}, 0.25))
        .containsExactly(2, -0.5);
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
    double[] model = {0};
    double[] all = {0};
    double[][] own = {{0}, {0}};
    for (int round = 0; round < 500; round++) {
      double sum = 0;
      double models = 0;
      double deltas = 0;
      for (int i = 0; i < 2; i++) {
        double w = fedavg;
        Scaffold store = new Scaffold(model, own[i], all, 0.05);
        for (int step = 0; step < 5; step++) {
          w -= 0.05 * curvatures[i] * (w - optima[i]);
          store.step(new double[] {curvatures[i] * (store.model()[0] - optima[i])});
        }
        sum += w;
        double[] update = store.update();
        models += update[0];
        deltas += update[1];
        own[i] = store.nextOwn();
      }
      fedavg = sum / 2;
      model = new double[] {models / 2};
      all = Scaffold.nextAll(all, new double[] {deltas / 2}, 1);
    }

    double slow = 1 - Math.pow(0.95, 5);
    double fast = 1 - Math.pow(0.55, 5);
    assertThat(fedavg).isCloseTo((slow - fast) / (slow + fast), within(1e-9));
    assertThat(model[0]).isCloseTo(-0.8, within(1e-9));
    // At the optimum each variate is the store's gradient there: 1 x (-1.8) and 9 x 0.2.
    assertThat(own[0][0]).isCloseTo(-1.8, within(1e-6));
    assertThat(own[1][0]).isCloseTo(1.8, within(1e-6));
  }

  @Test
  void shouldRefuse_whenNumbersMakeNoSense() {
    assertThatThrownBy(() -> new Scaffold(new double[2], new double[1], new double[2], 0.1))
        .hasMessageContainingAll("1 and 2", "expected 2");
    assertThatThrownBy(() -> new Scaffold(new double[1], new double[1], new double[1], 0))
        .hasMessageContaining("rate");
    assertThatThrownBy(() -> new Scaffold(new double[1], new double[1], new double[1], 1).update())
        .hasMessageContaining("no step");
    assertThatThrownBy(() -> Scaffold.nextAll(new double[1], new double[1], 0))
        .hasMessageContaining("share");
  }
}
