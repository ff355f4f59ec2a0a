package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 64, 256})
  void shouldGiveTheSumsOfTheDefinition(int size) {
    double[] real = new Random(1).doubles(size).toArray();
    double[] imaginary = new Random(2).doubles(size).toArray();
    double[] re = real.clone();
    double[] im = imaginary.clone();

    new Fft(size).transform(re, im);

    for (int k = 0; k < size; k++) {
      double expectedReal = 0;
      double expectedImaginary = 0;
      for (int n = 0; n < size; n++) {
        double angle = -2 * Math.PI * ((long) k * n % size) / size;
        expectedReal += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
        expectedImaginary += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
      }
      assertThat(re[k]).isCloseTo(expectedReal, within(1e-12 * size));
      assertThat(im[k]).isCloseTo(expectedImaginary, within(1e-12 * size));
    }
  }

  @Test
  void shouldComeBack() {
    double[] values = new Random(3).doubles(1 << 16).toArray();
    double[] re = values.clone();
    double[] im = new double[values.length];
    Fft fft = new Fft(values.length);

    fft.transform(re, im);
    fft.inverse(re, im);

    assertThat(re).containsExactly(values, within(1e-14));
    assertThat(im).containsOnly(new double[values.length], within(1e-14));
  }

  @Test
  void shouldRefuseOtherSizes() {
    assertThatThrownBy(() -> new Fft(12))
        .hasMessage("size is 12, expected a power of two, 2 or more");
  }
}
