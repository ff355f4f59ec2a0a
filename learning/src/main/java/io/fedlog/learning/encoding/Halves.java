package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Binary floating point in 16 bits, little-endian, as IEEE 754 (2019), section 3.4 lays it out:
 * sign, biased exponent, fraction; subnormals, infinities and NaN included.
 *
 * <p>Rounding is stochastic and its expectation the number itself (Gupta et al., "Deep Learning
 * with Limited Numerical Precision", ICML 2015): rounded to nearest, what training changed by less
 * than half a unit in the last place would vanish at every store. Only where rounding away from
 * zero would exceed the limit is it always towards zero.
 */
public final class Halves implements ChunkCodec {
  /** binary16. */
  public static final Halves FLOAT16 = new Halves(5, 10);

  /** A single's upper half. */
  public static final Halves BFLOAT16 = new Halves(8, 7);

  private static final int SIGN = 1 << 15;

  private final int fractionBits;
  private final int least;
  private final int infinity;

  private Halves(int exponentBits, int fractionBits) {
    this.fractionBits = fractionBits;
    this.least = 2 - (1 << (exponentBits - 1));
    this.infinity = ((1 << exponentBits) - 1) << fractionBits;
  }

  @Override
  public int bytes(int numbers) {
    return Math.multiplyExact(numbers, Short.BYTES);
  }

  @Override
  public @Nullable ValueFault fault(ByteBuffer payload, int numbers) {
    return null;
  }

  @Override
  public void decode(ByteBuffer payload, int numbers, ByteBuffer singles) {
    for (int i = 0; i < numbers; i++) {
      singles.putFloat((float) value(payload.getShort(payload.position() + i * Short.BYTES)));
    }
  }

  @Override
  public void encode(double[] values, double limit, RandomGenerator random, ByteBuffer payload) {
    for (double value : values) {
      int magnitude = rounded(Math.abs(value), random.nextDouble());
      if (value(magnitude) > limit) {
        magnitude--;
      }
      payload.putShort((short) (value < 0 ? magnitude | SIGN : magnitude));
    }
  }

  /** The largest finite number. */
  double most() {
    return value(infinity - 1);
  }

  /** What the lower 16 bits stand for; infinity and NaN as such. */
  public double value(int bits) {
    int magnitude = bits & (SIGN - 1);
    double value;
    if (magnitude >= infinity) {
      value = magnitude == infinity ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      int exponent = magnitude >>> fractionBits;
      int fraction = magnitude & ((1 << fractionBits) - 1);
      int whole = exponent == 0 ? fraction : fraction + (1 << fractionBits);
      value = Math.scalb((double) whole, Math.max(exponent - 1, 0) + least - fractionBits);
    }
    return (bits & SIGN) == 0 ? value : -value;
  }

  /**
   * The bits of a finite number from 0 on, or of a neighbour where it has none.
   *
   * @param chance from 0 and under 1: the upper neighbour where it is under the number's part of
   *     the way there
   */
  private int rounded(double magnitude, double chance) {
    int exponent = Math.max(Math.getExponent(magnitude), least);
    double exact = Math.scalb(magnitude, fractionBits - exponent);
    double below = Math.floor(exact);
    long places = (long) below + (chance < exact - below ? 1 : 0);
    // The hidden bit counts as one more exponent, and so does a carry out of the fraction.
    long bits = ((long) (exponent - least) << fractionBits) + places;
    return (int) Math.min(bits, infinity);
  }
}
