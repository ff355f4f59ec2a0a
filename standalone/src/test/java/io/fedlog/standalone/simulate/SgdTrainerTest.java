package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** One feature, two labels: parameters are weight and intercept of label 0, then of label 1. */
class SgdTrainerTest {
  private static final SoftmaxModel MODEL = new SoftmaxModel(1, 2);
  private static final LabelledRows ROWS =
      new LabelledRows(1, 2, new float[] {2, -1}, new int[] {1, 0});
  private static final double[] ZEROS = new double[4];

  /** Both labels have 1/2: the gradient is (2 * 1/2, 1/2, 2 * -1/2, -1/2), the rate 1/2. */
  @Test
  void shouldStepAgainstTheGradient() {
    assertThat(train(1, 0, 0, 0)).containsExactly(-0.5, -0.25, 0.5, 0.25);
  }

  /**
   * From there label 0 has p = 1 / (1 + e^2.5) = 0.07585818; with a pull of 1 the second step adds
   * -1/2 (2p - 1/2) to the first weight and -1/2 (p - 1/4) to the first intercept.
   */
  @Test
  void shouldBePulledBack_whenThereIsAProximalTerm() {
    double[] trained = train(2, 1, 0, 0);

    assertThat(trained[0]).isCloseTo(-0.5 - 0.07585818 + 0.25, within(1e-8));
    assertThat(trained[1]).isCloseTo(-0.25 - 0.03792909 + 0.125, within(1e-8));
    assertThat(trained[2]).isCloseTo(-trained[0], within(1e-15));
    assertThat(trained[3]).isCloseTo(-trained[1], within(1e-15));
  }

  /** As above, but with 1/2 of the weight, and nothing of the intercept, for a pull to 0. */
  @Test
  void shouldPullWeightsToZero_whenTheyDecay() {
    double[] trained = train(2, 0, 0.5, 0);

    assertThat(trained[0]).isCloseTo(-0.5 - 0.07585818 + 0.125, within(1e-8));
    assertThat(trained[1]).isCloseTo(-0.25 - 0.03792909, within(1e-8));
  }

  /** The second row's gradient is (1/2, -1/2, -1/2, 1/2): the mean of both is (3/4, 0, -3/4, 0). */
  @Test
  void shouldTakeTheMeanOfABatch() {
    assertThat(train(1, 0, 0, 0, 1)).containsExactly(-0.375, 0, 0.375, 0);
  }

  /** As the first step, and the rate 1/2 times the correction further. */
  @Test
  void shouldCorrectEveryGradient() {
    SgdTrainer trainer = new SgdTrainer(MODEL, new SgdSettings(1, 2, 0.5, 0, 0));

    double[] trained =
        trainer.train(ZEROS, new double[] {1, -1, 0, 0.5}, ROWS, new int[] {0}, new Random(1));

    assertThat(trained).containsExactly(-1, 0.25, 0.5, 0);
  }

  @Test
  void shouldLeaveTheBaseAlone() {
    assertThat(train(1, 0, 0, 0)).isNotSameAs(ZEROS);
    assertThat(ZEROS).containsOnly(0);
  }

  private static double[] train(int epochs, double proximal, double decay, int... mine) {
    SgdTrainer trainer = new SgdTrainer(MODEL, new SgdSettings(epochs, 2, 0.5, proximal, decay));
    return trainer.train(ZEROS, null, ROWS, mine, new Random(1));
  }
}
