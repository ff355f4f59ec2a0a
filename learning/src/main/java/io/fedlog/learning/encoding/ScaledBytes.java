package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Eight-bit integers times a power of two that each bucket of {@value #BUCKET} numbers has for
 * itself: one byte for the exponent e, then a byte q, -127 to 127, for each number {@code q * 2^e}.
 * The last bucket may be short.
 *
 * <p>Rounding is stochastic and its expectation the number itself (Alistarh et al., "QSGD:
 * Communication-Efficient SGD via Gradient Quantization and Encoding", NIPS 2017, with its buckets;
 * here scaled by the largest number rather than the norm, to a power of two, so that decoding is
 * exact). Only where rounding away from zero would exceed the limit is it always towards zero.
 */
final class ScaledBytes implements ChunkCodec {
  /** Numbers that have a scale in common. */
  static final int BUCKET = 512;

  private static final int MOST_STEPS = Byte.MAX_VALUE;
  private static final int LEAST_EXPONENT = Byte.MIN_VALUE;

  @Override
  public int bytes(int numbers) {
    return Math.addExact(numbers, (numbers + BUCKET - 1) / BUCKET);
  }

  @Override
  public @Nullable ValueFault fault(ByteBuffer payload, int numbers) {
    for (int i = 0; i < numbers; i++) {
      if (payload.get(payload.position() + i / BUCKET + 1 + i) < -MOST_STEPS) {
        return new ValueFault(
            BAD_ENCODING, "value " + i + " is of -128 steps, expected -127 to 127");
      }
    }
    return null;
  }

  @Override
  public void decode(ByteBuffer payload, int numbers, ByteBuffer singles) {
    ByteBuffer from = payload.duplicate();
    for (int first = 0; first < numbers; first += BUCKET) {
      int exponent = from.get();
      int end = Math.min(numbers, first + BUCKET);
      for (int i = first; i < end; i++) {
        singles.putFloat(Math.scalb((float) from.get(), exponent));
      }
    }
  }

  @Override
  public void encode(double[] values, double limit, RandomGenerator random, ByteBuffer payload) {
    for (int first = 0; first < values.length; first += BUCKET) {
      int end = Math.min(values.length, first + BUCKET);
      int exponent = exponent(values, first, end);
      payload.put((byte) exponent);
      for (int i = first; i < end; i++) {
        payload.put((byte) steps(values[i], exponent, limit, random.nextDouble()));
      }
    }
  }

  /** The least exponent with which the largest number is no more than 127 steps. */
  private static int exponent(double[] values, int first, int end) {
    double largest = 0;
    for (int i = first; i < end; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    int exponent = Math.max(LEAST_EXPONENT, Math.getExponent(largest) - 6);
    return largest > Math.scalb((double) MOST_STEPS, exponent) ? exponent + 1 : exponent;
  }

  private static int steps(double value, int exponent, double limit, double chance) {
    double exact = Math.scalb(value, -exponent);
    double below = Math.floor(exact);
    int steps = (int) below + (chance < exact - below ? 1 : 0);
    boolean beyond = Math.scalb((double) Math.abs(steps), exponent) > limit;
    return beyond ? steps - Integer.signum(steps) : steps;
  }
}
