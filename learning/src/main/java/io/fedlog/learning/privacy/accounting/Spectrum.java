package io.fedlog.learning.privacy.accounting;

import java.util.Arrays;

/** The Fourier transform of a loss distribution, wrapped around. */
final class Spectrum {
  private final double[] real;
  private final double[] imaginary;

  /** That of a loss which is always 0. */
  Spectrum(int size) {
    real = new double[size];
    imaginary = new double[size];
    Arrays.fill(real, 1);
  }

  Spectrum(Fft fft, int size, PrivacyLoss loss) {
    real = new double[size];
    imaginary = new double[size];
    for (int i = 0; i < loss.mass.length; i++) {
      real[(int) Math.floorMod(loss.lowest + i, (long) size)] += loss.mass[i];
    }
    fft.transform(real, imaginary);
  }

  /** Adds the other loss, this many times: at each frequency its value to that power. */
  void multiply(Spectrum other, int times) {
    for (int i = 0; i < real.length; i++) {
      double re = other.real[i];
      double im = other.imaginary[i];
      for (int left = times; left > 0; left >>= 1) {
        if ((left & 1) == 1) {
          double product = real[i] * re - imaginary[i] * im;
          imaginary[i] = real[i] * im + imaginary[i] * re;
          real[i] = product;
        }
        double square = re * re - im * im;
        im = 2 * re * im;
        re = square;
      }
    }
  }

  /** The distribution, by multiples of the step modulo the size. This object is used up. */
  double[] back(Fft fft) {
    fft.inverse(real, imaginary);
    return real;
  }
}
