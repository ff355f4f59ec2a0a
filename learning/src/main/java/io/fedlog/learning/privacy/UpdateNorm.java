package io.fedlog.learning.privacy;

import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an update's numbers add to its norm, exactly: the sum of their absolute values for L1, of
 * their squares for L2, in units of the grid, as an unsigned 128-bit integer. One that would be
 * larger is 2^128 - 1, which no bound reaches.
 *
 * @param high upper 64 bits, unsigned
 * @param low lower 64 bits, unsigned
 */
public record UpdateNorm(long high, long low) {
  /** Bytes of a written norm. */
  public static final int BYTES = 16;

  /** Of no numbers. */
  public static final UpdateNorm ZERO = new UpdateNorm(0, 0);

  private static final UpdateNorm MOST = new UpdateNorm(-1, -1);

  /**
   * What so many numbers add.
   *
   * @param noise whose norm it is
   * @param units little-endian 64-bit integers, whatever they are; keeps its position and limit
   */
  public static UpdateNorm of(Noise noise, ByteBuffer units) {
    ByteBuffer longs = units.slice().order(ByteOrder.LITTLE_ENDIAN);
    boolean squares = noise == Noise.GAUSSIAN;
    long high = 0;
    long low = 0;
    for (int at = 0; at + Long.BYTES <= longs.limit(); at += Long.BYTES) {
      long value = longs.getLong(at);
      long termHigh = squares ? Math.multiplyHigh(value, value) : 0;
      long term = squares ? value * value : Math.abs(value); // that of the least is 2^63, unsigned
      low += term;
      long carry = Long.compareUnsigned(low, term) < 0 ? 1 : 0;
      long before = high;
      high += termHigh + carry; // a square's is under 2^62
      if (Long.compareUnsigned(high, before) < 0) {
        return MOST;
      }
    }
    return new UpdateNorm(high, low);
  }

  /** Both together. */
  public UpdateNorm plus(UpdateNorm other) {
    BigInteger sum = value().add(other.value());
    return sum.bitLength() > 2 * Long.SIZE
        ? MOST
        : new UpdateNorm(sum.shiftRight(Long.SIZE).longValue(), sum.longValue());
  }

  /** Whether an update of this norm is clipped as the terms say; exactly the clip is. */
  public boolean isWithin(PrivacyTerms terms) {
    BigInteger clip = BigInteger.valueOf(terms.clipUnits());
    return value().compareTo(terms.noise() == Noise.GAUSSIAN ? clip.multiply(clip) : clip) <= 0;
  }

  /** In words, with the bound, for an update that is not within it. */
  public String beyond(PrivacyTerms terms) {
    boolean squares = terms.noise() == Noise.GAUSSIAN;
    BigDecimal came = new BigDecimal(value());
    return "expected an %s norm of at most %d units of the grid, came %s; let the agent clip"
        .formatted(
            squares ? "L2" : "L1",
            terms.clipUnits(),
            (squares ? came.sqrt(MathContext.DECIMAL64) : came).toPlainString());
  }

  /** 16 bytes, big-endian. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException when there are not 16 bytes
   */
  public static UpdateNorm fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "norm is of %d bytes, expected %d".formatted(bytes.length, BYTES));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new UpdateNorm(in.getLong(), in.getLong());
  }

  private BigInteger value() {
    return new BigInteger(1, toBytes());
  }
}
