package io.fedlog.benchmarks.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlainMethodTest {
  private final CutUpdates updates = new CutUpdates(7, 20_000, 1 << 14);

  /** Columns end with the version's parameter. */
  private final double[] column = {7, 1, 3, -50, 2, 5, 4, 10};

  @Test
  void shouldAgreeWithWhatIsWorkedOutByHand_whenAColumnIsAllThatMatters() {
    assertThat(of("fedavg")).isEqualTo(-28 / 7.0);
    assertThat(of("median")).isEqualTo(3);
    // A tenth of seven is less than one update.
    assertThat(of("trimmed_mean")).isEqualTo(-4);
    assertThat(of("fedavgm")).isEqualTo(-4);
    // d = -14, d^2 = 196 and tau^2 = 1e-6; Adam's v is 0.99e-6 + 1.96, Yogi's 1e-6 + 1.96.
    assertThat(of("fedadam")).isCloseTo(10 - 0.14 / (Math.sqrt(1.96000099) + 1e-3), within(1e-12));
    assertThat(of("fedyogi")).isCloseTo(10 - 0.14 / (Math.sqrt(1.960001) + 1e-3), within(1e-12));
    assertThat(of("fedadagrad"))
        .isCloseTo(10 - 1.4 / (Math.sqrt(196.000001) + 1e-3), within(1e-12));
  }

  @Test
  void shouldLeaveOutTheFlipped_whenWholeUpdatesAreCompared() {
    // The update with the least noise is nearest to the others.
    assertThat(of("krum")).isEqualTo(column[0]);
    // The 7 - 1 - 2 with the least noise beside the flipped one: 0, 1, 2 and 4.
    assertThat(of("multi_krum")).isEqualTo((7 + 1 + 3 + 2) / 4.0);
  }

  /**
   * Uniform noise up to s is s / sqrt(3) long a parameter: 0.0577, 0.0635, 0.0693, 0.0808, 0.0866
   * and 0.0924, and twice the version 1.1547. Shortened to 0.08 they count 1, 1, 1, 0.990, 0.924,
   * 0.866 and 0.069, and the version for the 1.151 that these lack of seven.
   */
  @Test
  void shouldShortenLongDifferences_whenClipping() {
    double[] counts = {1, 1, 1, 0.0693, 0.990, 0.924, 0.866, 1.151};
    double expected = 0;
    for (int i = 0; i < counts.length; i++) {
      expected += counts[i] * column[i] / 7;
    }
    assertThat(of("norm_clipping")).isCloseTo(expected, within(0.02));
    // Two more steps in which the version counts less and less.
    assertThat(of("centred_clipping")).isLessThan(expected - 0.5);
  }

  private double of(String method) {
    return PlainMethod.named(method, updates).of(column);
  }
}
