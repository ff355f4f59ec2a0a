package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.exact.Grid;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptimisersTest {
  @Test
  void shouldGatherMomentum_whenFedavgm() {
    Trial momentum = Trial.of("fedavgm", "eta", "0.5", "beta1", "0.5");

    // From 8 the mean 10 is 2 away: m = 2, x = 9. Then the mean 13 is 4 away: m = 5, x = 11.5.
    ServerStep first = momentum.make(row(8), null, null, row(9), row(11));
    assertThat(Trial.doubles(first.model())).containsExactly(9);
    assertThat(Trial.doubles(first.state())).containsExactly(2);
    ServerStep second = momentum.make(row(9), first.state(), null, row(13), row(13));
    assertThat(Trial.doubles(second.model())).containsExactly(11.5);
    assertThat(Trial.doubles(second.state())).containsExactly(5);
  }

  @Test
  void shouldStepAsWorkedOutByHand_whenAdaptive() {
    String[] settings = {"eta", "3", "beta1", "0.5", "tau", "1"};
    // d = 2, m = 1; v of Adam 0.75 + 0.25 * 4 = 1.75, Yogi 1 + 0.25 * 4 = 2, Adagrad 1 + 4 = 5.
    assertStep("fedadam", settings, 1.75);
    assertStep("fedyogi", settings, 2);
    assertStep("fedadagrad", settings, 5);
  }

  private static void assertStep(String method, String[] settings, double v) {
    String[] all =
        method.equals("fedadagrad")
            ? settings
            : new String[] {"eta", "3", "beta1", "0.5", "tau", "1", "beta2", "0.75"};
    ServerStep step = Trial.of(method, all).make(row(10), null, null, row(11), row(13));

    assertThat(Trial.doubles(step.state())).containsExactly(1, v);
    assertThat(Trial.doubles(step.model())[0])
        .isCloseTo(10 + 3 / (Math.sqrt(v) + 1), within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedadam", "fedyogi", "fedadagrad"})
  void shouldAgreeWithThePapersAlgorithm_whenRoundsGoOn(String method) {
    Trial trial = Trial.of(method);
    double beta1 = method.equals("fedadagrad") ? 0 : 0.9;
    double[] x = Trial.normal(1, 1, 50)[0];
    double[] m = new double[50];
    double[] v = Trial.mapped(x, 0, 1e-6);
    double[] model = x;
    byte @Nullable [] state = null;
    long[] weights = {2, 5, 3};
    for (int round = 0; round < 6; round++) {
      double[][] rows = Trial.normal(10 + round, 3, 50);
      ServerStep step = trial.make(model, state, weights, rows);
      model = Trial.doubles(step.model());
      state = step.state();
      for (int i = 0; i < x.length; i++) {
        double d = (2 * rows[0][i] + 5 * rows[1][i] + 3 * rows[2][i]) / 10 - x[i];
        m[i] = beta1 * m[i] + (1 - beta1) * d;
        v[i] =
            switch (method) {
              case "fedadam" -> 0.99 * v[i] + 0.01 * d * d;
              case "fedyogi" -> v[i] - 0.01 * d * d * Math.signum(v[i] - d * d);
              default -> v[i] + d * d;
            };
        x[i] += 0.1 * m[i] / (Math.sqrt(v[i]) + 1e-3);
        assertThat(model[i]).isCloseTo(x[i], within(1e-8));
        assertThat(Trial.doubles(state)[i]).isCloseTo(m[i], within(1e-8));
        assertThat(Trial.doubles(state)[50 + i]).isCloseTo(v[i], within(1e-8));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavgm", "fedadam", "fedyogi", "fedadagrad"})
  void shouldKeepItsInvariants_whenUpdatesArePermutedOrAllTheBase(String method) {
    Trial trial = Trial.of(method);
    double[][] rows = Trial.normal(2, 4, 20);

    ServerStep step = trial.make(rows[0], null, null, rows);
    ServerStep permuted = trial.make(rows[0], null, null, Trial.permuted(rows, 3, 0, 2, 1));
    assertThat(permuted.model()).isEqualTo(step.model());
    assertThat(permuted.state()).isEqualTo(step.state());
    assertThat(trial.modelFrom(rows[1], rows[1], rows[1])).isEqualTo(rows[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavgm", "fedadam", "fedyogi", "fedadagrad"})
  void shouldBeTheMeanAndRememberNothing_whenThereIsNoBase(String method) {
    ServerStep step = Trial.of(method).make(null, null, null, row(1, 2), row(3, 6));

    assertThat(Trial.doubles(step.model())).containsExactly(2, 4);
    assertThat(step.state()).isEmpty();
  }

  @Test
  void shouldFail_whenWhatItMovesFromDoesNotFit() {
    Trial adam = Trial.of("fedadam");
    assertThatThrownBy(() -> adam.make(row(1, 2), null, null, row(3)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("16 bytes, expected the round's 8");
    assertThatThrownBy(() -> adam.make(row(1), new byte[8], null, row(3)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("8 bytes, expected 16");
    assertThatThrownBy(() -> Trial.of("fedavgm", "eta", "1e9").make(row(1), null, null, row(3)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("parameter 0 of chunk 0 would become 2.000000001E9")
        .hasMessageContaining("smaller eta");
  }

  @Test
  void shouldFail_whenWhatItRemembersIsNoNumber() {
    Trial adam = Trial.of("fedadam");
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> adam.make(row(1), state(bad, 1), null, row(3)))
          .isInstanceOf(FinaliseException.class)
          .hasMessageContaining("parameter 0 of chunk 0 would become " + bad);
    }
    // An infinite second moment stops every step, and nothing of the model would show it.
    assertThatThrownBy(() -> adam.make(row(1), state(0, Double.POSITIVE_INFINITY), null, row(3)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("server state of parameter 0 of chunk 0 would become Infinity");
    assertThatThrownBy(() -> Trial.of("fedadam", "tau", "1e200").make(row(1), null, null, row(3)))
        .hasMessageContaining("would become Infinity");
  }

  private static byte[] state(double m, double v) {
    return Trial.payload(m, v).array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavgm", "fedadam", "fedyogi", "fedadagrad"})
  void shouldRefuse_whenSquaresArePastADouble(String method) {
    for (double most : new double[] {0x1p401, 1e-200}) {
      MethodTerms terms =
          new MethodTerms(
              Encoding.FLOAT64, Grid.finest(most, 0, 1, 10, 2), 8, 1 << 16, 1, 1, Map.of());
      assertThatThrownBy(() -> Methods.named(method).check(terms))
          .hasMessageContaining("maxAbsValue is " + most + ", expected 2^-400 to 2^400");
    }
  }

  @Test
  void shouldRefuse_whenAParameterIsNone() {
    assertThatThrownBy(() -> Trial.of("fedadam", "beta2", "1").check(1))
        .hasMessageContaining("beta2 is 1, expected a share from 0 on and under 1");
    assertThatThrownBy(() -> Trial.of("fedyogi", "beta1", "-0.1").check(1))
        .hasMessageContaining("beta1 is -0.1");
    assertThatThrownBy(() -> Trial.of("fedadam", "tau", "0").check(1))
        .hasMessageContaining("tau is 0, expected a number above 0");
    assertThatThrownBy(() -> Trial.of("fedadagrad", "beta2", "0.9").check(1))
        .hasMessageContaining("there is no parameter beta2, expected only [beta1, eta, tau]");
    assertThatThrownBy(() -> Trial.of("fedavgm", "eta", "fast").check(1))
        .hasMessageContaining("eta is fast");
    Grid grid = Grid.finest(1, 0, 1, 10, 1);
    assertThatThrownBy(
            () ->
                Methods.named("fedadam")
                    .check(
                        new MethodTerms(Encoding.FLOAT32, grid, 1 << 20, 1 << 18, 4, 1, Map.of())))
        .hasMessageContaining("chunks have 262144 bytes, expected at most 250000");
    Methods.named("fedadam")
        .check(new MethodTerms(Encoding.FLOAT32, grid, 1 << 20, 1 << 17, 8, 1, Map.of()));
  }

  private static double[] row(double... values) {
    return values;
  }
}
