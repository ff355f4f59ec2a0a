package io.fedlog.learning.columns;

import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Makes one payload of several, column by column. */
public final class Columns {
  /** Ten rows of them fit a first-level cache of 48 KiB. */
  private static final int BLOCK = 512;

  /**
   * Heap that a payload takes in a block while it is combined or measured, in bytes, beside what it
   * holds itself.
   */
  public static final int ROW_BYTES = SquaredDistances.BLOCK * Double.BYTES;

  private Columns() {}

  /** What is made of a block of columns. Stateless. */
  @FunctionalInterface
  public interface Kernel {
    /**
     * Writes a value for each of the first {@code n} columns.
     *
     * @param rows one for each payload, to be overwritten at will
     */
    void combine(double[][] rows, int n, double[] result);
  }

  /**
   * What a kernel makes of the payloads, in their format: FLOAT32 is rounded to the nearest float,
   * ties to even. Zero is {@code +0.0}.
   *
   * @param payloads at least one, all of the same length
   */
  public static byte[] combine(NumberFormat format, List<ByteBuffer> payloads, Kernel kernel) {
    ColumnBlocks blocks = new ColumnBlocks(format, payloads, BLOCK);
    byte[] bytes = new byte[Math.multiplyExact(blocks.columns(), format.bytes())];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double[] result = new double[BLOCK];
    for (int from = 0; from < blocks.columns(); from += BLOCK) {
      int n = Math.min(BLOCK, blocks.columns() - from);
      kernel.combine(blocks.load(from, n), n, result);
      write(format, result, n, out);
    }
    return bytes;
  }

  /** All numbers of a payload. */
  public static double[] read(NumberFormat format, ByteBuffer payload) {
    int n = payload.remaining() / format.bytes();
    return new ColumnBlocks(format, List.of(payload), n).load(0, n)[0];
  }

  /** Numbers as a payload, rounded as {@link #combine} says. */
  public static byte[] write(NumberFormat format, double[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, format.bytes())];
    write(format, values, values.length, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private static void write(NumberFormat format, double[] values, int n, ByteBuffer out) {
    for (int i = 0; i < n; i++) {
      switch (format) { // adding +0.0 makes -0.0 that, and nothing else different
        case FLOAT32 -> out.putFloat((float) values[i] + 0.0f);
        case FLOAT64 -> out.putDouble(values[i] + 0.0);
      }
    }
  }
}
