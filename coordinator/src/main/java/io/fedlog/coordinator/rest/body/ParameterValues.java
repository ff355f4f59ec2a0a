package io.fedlog.coordinator.rest.body;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers as they come, in little-endian doubles. Grows with what has come, never with what was
 * announced. Not thread-safe.
 */
public final class ParameterValues {

  private static final int FIRST = 1024;
  private static final int MOST_OF_ANY = (Integer.MAX_VALUE - 8) / Double.BYTES;

  private final int most;
  private ByteBuffer values = buffer(new byte[FIRST * Double.BYTES]);

  /**
   * @param most numbers that are taken
   */
  public ParameterValues(long most) {
    this.most = (int) Math.min(most, MOST_OF_ANY);
  }

  /** How many have come. */
  public int count() {
    return values.position() / Double.BYTES;
  }

  public void add(double value) {
    if (count() >= most) {
      throw BodyException.unfit(
          "model_parameters: expected at most " + most + " numbers, more came");
    }
    if (!values.hasRemaining()) {
      int grown = (int) Math.min(values.capacity() * 2L, (long) most * Double.BYTES);
      int position = values.position();
      values = buffer(Arrays.copyOf(values.array(), grown)).position(position);
    }
    values.putDouble(value);
  }

  /** All of them, read-only, little-endian. */
  public ByteBuffer all() {
    return values.duplicate().flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
