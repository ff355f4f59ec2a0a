package io.fedlog.learning.privacy;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.DiscreteNoise;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import java.math.BigInteger;

/**
 * A store's update under a round's privacy terms: differences to the base version in whole units of
 * the grid, whose norm as integers is at most the clip. Immutable.
 */
public final class ClippedUpdate {

  /** What doubles may have added to a norm of millions of numbers is less. */
  private static final double LITTLE_LESS = 1 - 0x1p-40;

  private final long[] units;
  private final Grid grid;
  private final PrivacyTerms terms;
  private final boolean shortened;

  private ClippedUpdate(long[] units, Grid grid, PrivacyTerms terms, boolean shortened) {
    this.units = units;
    this.grid = grid;
    this.terms = terms;
    this.shortened = shortened;
  }

  /**
   * Clips an update (Abadi et al. 2016): one whose norm is larger than the clip is shortened to it,
   * its direction kept. An update within the clip goes to the nearest whole units; a shortened one
   * to the next towards zero, so that rounding cannot make it longer again.
   *
   * @param differences to the base version, in the parameters' own unit
   * @throws IllegalArgumentException when one is not finite
   */
  public static ClippedUpdate of(double[] differences, PrivacyTerms terms, Grid grid) {
    double largest = 0;
    for (int i = 0; i < differences.length; i++) {
      if (!Double.isFinite(differences[i])) {
        throw new IllegalArgumentException(
            "difference %d to the base is %s, expected a finite number; lower the learning rate"
                .formatted(i, differences[i]));
      }
      largest = Math.max(largest, Math.abs(differences[i]));
    }
    long[] units = new long[differences.length];
    if (Math.scalb(largest, grid.unitExponent()) <= terms.clipUnits()) { // else surely too long
      for (int i = 0; i < units.length; i++) {
        units[i] = (long) Math.rint(Math.scalb(differences[i], grid.unitExponent()));
      }
      if (isWithin(units, terms)) {
        return new ClippedUpdate(units, grid, terms, false);
      }
    }
    return new ClippedUpdate(shortened(differences, largest, terms), grid, terms, true);
  }

  /** Towards zero, and by ever so little more until the integers say that it is enough. */
  private static long[] shortened(double[] differences, double largest, PrivacyTerms terms) {
    double norm = relativeNorm(differences, largest, terms.noise());
    long[] units = new long[differences.length];
    double length = terms.clipUnits();
    do {
      for (int i = 0; i < units.length; i++) {
        units[i] = (long) (differences[i] / largest * (length / norm));
      }
      length *= LITTLE_LESS;
    } while (!isWithin(units, terms));
    return units;
  }

  /** The norm in units of the largest number, so that no square leaves the range of a double. */
  private static double relativeNorm(
      double[] differences, double largest, PrivacyTerms.Noise noise) {
    double sum = 0;
    for (double difference : differences) {
      double part = Math.abs(difference) / largest;
      sum += noise == PrivacyTerms.Noise.LAPLACE ? part : part * part;
    }
    return noise == PrivacyTerms.Noise.LAPLACE ? sum : Math.sqrt(sum);
  }

  private static boolean isWithin(long[] units, PrivacyTerms terms) {
    BigInteger clip = BigInteger.valueOf(terms.clipUnits());
    boolean absolute = terms.noise() == PrivacyTerms.Noise.LAPLACE;
    BigInteger sum = BigInteger.ZERO;
    for (long unit : units) {
      BigInteger value = BigInteger.valueOf(unit);
      sum = sum.add(absolute ? value.abs() : value.multiply(value));
    }
    return sum.compareTo(absolute ? clip : clip.multiply(clip)) <= 0;
  }

  /** Whether the update was longer than the clip. A fact about the store's rows: not to be told. */
  public boolean shortened() {
    return shortened;
  }

  /** As it travels in a round whose noise is added to the sum. */
  public byte[] toBytes() {
    return GridUnits.write(units);
  }

  /**
   * As it travels in a round whose stores add their own noise: a draw to each unit, and what is
   * then beyond the grid's largest value set to that, which reveals no more (Dwork, Roth 2014,
   * proposition 2.1: post-processing).
   *
   * @param stream one that nothing else is drawn from
   */
  public byte[] toBytesWithNoise(NoiseStream stream) {
    long most = grid.mostUnits();
    long[] noisy = noisy(stream);
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = Math.max(-most, Math.min(most, noisy[i]));
    }
    return GridUnits.write(noisy);
  }

  /**
   * As it is masked in a round whose stores each add a share of the sum's noise: a draw to each
   * unit, and nothing cut off, for what is revealed is the sum, which would lack it.
   *
   * @param stream one that nothing else is drawn from
   */
  public byte[] toBytesWithShare(NoiseStream stream) {
    return GridUnits.write(noisy(stream));
  }

  private long[] noisy(NoiseStream stream) {
    long[] noisy = units.clone();
    noise().addTo(noisy, 0, noisy.length, stream);
    return noisy;
  }

  private DiscreteNoise noise() {
    Scale scale = Scale.of(terms.drawUnits());
    return terms.noise() == PrivacyTerms.Noise.LAPLACE
        ? new DiscreteLaplace(scale)
        : new DiscreteGaussian(scale);
  }

  /** Names no number of the update. */
  @Override
  public String toString() {
    return "ClippedUpdate[" + units.length + " parameters]";
  }
}
