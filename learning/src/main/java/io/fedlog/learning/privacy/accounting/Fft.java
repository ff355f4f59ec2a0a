package io.fedlog.learning.privacy.accounting;

/**
 * The discrete Fourier transform of complex numbers, in place (Cooley, Tukey 1965): the same bits
 * on every machine.
 */
final class Fft {
  private final int size;
  private final double[] cosines;
  private final double[] sines;

  /**
   * @param size a power of two, 2 or more
   */
  Fft(int size) {
    if (size < 2 || Integer.bitCount(size) != 1) {
      throw Ranges.refused("size", size, "a power of two, 2 or more");
    }
    this.size = size;
    cosines = new double[size / 2];
    sines = new double[size / 2];
    for (int i = 0; i < size / 2; i++) {
      double angle = -2 * StrictMath.PI * i / size;
      cosines[i] = StrictMath.cos(angle);
      sines[i] = StrictMath.sin(angle);
    }
  }

  void transform(double[] real, double[] imaginary) {
    reverseBits(real, imaginary);
    for (int half = 1; half < size; half *= 2) {
      int stride = size / (2 * half);
      for (int start = 0; start < size; start += 2 * half) {
        for (int i = 0; i < half; i++) {
          int a = start + i;
          int b = a + half;
          double c = cosines[i * stride];
          double s = sines[i * stride];
          double re = real[b] * c - imaginary[b] * s;
          double im = real[b] * s + imaginary[b] * c;
          real[b] = real[a] - re;
          imaginary[b] = imaginary[a] - im;
          real[a] += re;
          imaginary[a] += im;
        }
      }
    }
  }

  /** Swapping both parts before and after turns the transform around. */
  void inverse(double[] real, double[] imaginary) {
    transform(imaginary, real);
    for (int i = 0; i < size; i++) {
      real[i] /= size;
      imaginary[i] /= size;
    }
  }

  private void reverseBits(double[] real, double[] imaginary) {
    int shift = 32 - Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      int j = Integer.reverse(i) >>> shift;
      if (i < j) {
        double re = real[i];
        double im = imaginary[i];
        real[i] = real[j];
        imaginary[i] = imaginary[j];
        real[j] = re;
        imaginary[j] = im;
      }
    }
  }
}
