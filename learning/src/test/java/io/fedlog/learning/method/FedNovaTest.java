package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.client.LocalSteps;
import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FedNovaTest {
  private static final double[] BASE = {1, 0};

  /** Stores end at (0, 2) after 1 step and (4, -6) after 3: normalised (0, 2) and (2, -2). */
  @Test
  void shouldGoTheMeanStepsInTheMeanDirection_whenWorkedOutByHand() {
    double[] one = LocalSteps.normalised(BASE, new double[] {0, 2}, 1);
    double[] three = LocalSteps.normalised(BASE, new double[] {4, -6}, 3);

    // Equal weights: the mean (1, 0) is the base, however far.
    assertThat(model(new long[] {1, 1}, 2, one, three)).containsExactly(1, 0);
    // Weights 1 and 3: the mean (1.5, -1), 1/4 x 1 + 3/4 x 3 = 2.5 steps.
    assertThat(model(new long[] {1, 3}, 2.5, one, three)).containsExactly(2.25, -2.5);
  }

  @Test
  void shouldBeFedAvg_whenAllTakeTheSameSteps() {
    double[] first = LocalSteps.normalised(BASE, new double[] {5, 1}, 4);
    double[] second = LocalSteps.normalised(BASE, new double[] {-3, 4}, 4);

    assertThat(model(new long[] {1, 1}, 4, first, second)).containsExactly(1, 2.5);
  }

  /**
   * Stores with losses (w - 1)^2 / 2 and (w + 1)^2 / 2, whose mean is least at 0, take 1 and 4
   * steps of rate 1/10. A step shrinks the distance by 9/10, so FedAvg rests where (w - 1) (1 -
   * 0.9) + (w + 1) (1 - 0.9^4) = 0: at -0.55. FedNova divides by 1 and 4 and rests nearer to 0.
   */
  @Test
  void shouldRestNearerTheOptimum_whenStoresTakeUnequalSteps() {
    double fedavg = 0;
    double[] fednova = {0};
    for (int round = 0; round < 400; round++) {
      fedavg = (descend(fedavg, 1, 1) + descend(fedavg, -1, 4)) / 2;
      double[] one = LocalSteps.normalised(fednova, new double[] {descend(fednova[0], 1, 1)}, 1);
      double[] four = LocalSteps.normalised(fednova, new double[] {descend(fednova[0], -1, 4)}, 4);
      fednova = Trial.doubles(make(fednova, null, new long[] {1, 1}, 2.5, one, four).model());
    }

    double far = 1 - Math.pow(0.9, 4);
    assertThat(fedavg).isCloseTo((0.1 - far) / (0.1 + far), within(1e-9));
    assertThat(fednova[0]).isCloseTo((0.1 - far / 4) / (0.1 + far / 4), within(1e-9));
  }

  @Test
  void shouldGiveTheSameBytes_whenUpdatesArePermuted() {
    double[][] rows = Trial.normal(5, 4, 20);
    long[] weights = {3, 1, 4, 2};

    byte[] model = make(rows[0], null, weights, 12.7, rows).model();
    double[][] permuted = Trial.permuted(rows, 3, 0, 2, 1);
    assertThat(make(rows[0], null, new long[] {2, 3, 4, 1}, 12.7, permuted).model())
        .isEqualTo(model);
    // The base again, from every store: nothing moves.
    assertThat(Trial.doubles(make(rows[1], null, weights, 12.7, same(rows[1])).model()))
        .isEqualTo(rows[1]);
  }

  /** A version that a server optimiser made has a state beside it, which means nothing here. */
  @Test
  void shouldRememberNothing_whateverLiesBesideTheBase() {
    double[] update = {3, 3};
    byte[] state = Trial.payload(1, 2, 3, 4).array();

    ServerStep step = make(BASE, state, new long[] {1}, 2, update);

    assertThat(Trial.doubles(step.model())).containsExactly(5, 6);
    assertThat(step.state()).isEmpty();
  }

  @Test
  void shouldFail_whenWhatItNeedsIsMissing() {
    assertThatThrownBy(() -> make(null, null, new long[] {1}, 1, BASE))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("the round has none");
    assertThatThrownBy(() -> make(BASE, null, new long[] {1}, 0, BASE))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("effective_steps are 0.0, expected a number above 0");
    assertThatThrownBy(() -> make(BASE, null, new long[] {1}, 1e6, new double[] {1000, 0}))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("parameter 0 of chunk 0 would become 9.99000001E8");
    assertThatThrownBy(() -> new FinaliseTerms(1, 1, null, null, Double.NaN))
        .hasMessageContaining("effectiveSteps is NaN");
    assertThatThrownBy(() -> Trial.of("fednova", "eta", "1").check(1))
        .hasMessageContaining("there is no parameter eta");
  }

  private static double[] model(long[] weights, double steps, double[]... updates) {
    return Trial.doubles(make(BASE, null, weights, steps, updates).model());
  }

  private static ServerStep make(
      double @Nullable [] base,
      byte @Nullable [] state,
      long[] weights,
      double steps,
      double[]... updates) {
    Grid grid = Grid.finest(1 << 20, 0, 10, 10, 2);
    MethodTerms terms =
        new MethodTerms(Encoding.FLOAT64, grid, 8L * updates[0].length, 1 << 16, 1, 1, Map.of());
    List<ByteBuffer> payloads = Arrays.stream(updates).map(Trial::payload).toList();
    return new InMemoryRound(Methods.named("fednova"), terms)
        .make(
            payloads,
            weights,
            base == null ? null : Trial.payload(base),
            state == null ? null : ByteBuffer.wrap(state),
            steps);
  }

  private static double[][] same(double[] row) {
    return new double[][] {row, row, row, row};
  }

  private static double descend(double from, double optimum, int steps) {
    double w = from;
    for (int step = 0; step < steps; step++) {
      w -= 0.1 * (w - optimum);
    }
    return w;
  }
}
