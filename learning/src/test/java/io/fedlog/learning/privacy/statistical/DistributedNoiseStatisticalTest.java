package io.fedlog.learning.privacy.statistical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.privacy.ClippedUpdate;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Shares of noise add up to the noise that was asked for. */
class DistributedNoiseStatisticalTest {
  private static final int STORES = 7;
  private static final int NUMBERS = 200_000;
  private static final long NOISE = 10_000;
  private static final Grid GRID = new Grid(4, 64, 0, 1, 10, 1);

  /**
   * The mean of N squares of normal variables has a relative deviation of sqrt(2 / N) = 0.00316: it
   * is within 6 of these, 0.019, but for a chance of 2e-9. The mean is within 6 sigma / sqrt(N)
   * with the same chance. A share is rounded up, by less than 1 of 3780: 0.06 % of the variance.
   */
  @Test
  void shouldHaveTheVarianceAskedFor_whenSharesAreSummed() {
    PrivacyTerms terms = new PrivacyTerms(Mode.DISTRIBUTED, Noise.GAUSSIAN, 9, NOISE, 0.1, STORES);
    long[] sums = new long[NUMBERS];
    for (int store = 0; store < STORES; store++) {
      ClippedUpdate nothing = ClippedUpdate.of(new double[NUMBERS], terms, GRID);
      NoiseKey key =
          new NoiseKey(
              "store %d of the seven, 32 bytes wide"
                  .formatted(store)
                  .substring(0, NoiseKey.BYTES)
                  .getBytes(StandardCharsets.UTF_8));
      long[] share = GridUnits.read(ByteBuffer.wrap(nothing.toBytesWithShare(key.stream("test"))));
      for (int i = 0; i < NUMBERS; i++) {
        sums[i] += share[i];
      }
    }

    double mean = 0;
    double squares = 0;
    for (long sum : sums) {
      mean += (double) sum / NUMBERS;
      squares += (double) sum * sum / NUMBERS;
    }

    assertThat(mean).isCloseTo(0, within(6 * NOISE / Math.sqrt(NUMBERS)));
    assertThat(squares / ((double) NOISE * NOISE)).isCloseTo(1.0003, within(0.019 + 0.0003));
  }
}
