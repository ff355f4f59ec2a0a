package io.fedlog.learning.columns;

import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Reads payloads as rows of doubles, a block of columns at a time. Single precision is widened,
 * which is exact. The arrays serve all blocks: what is loaded replaces what was. Not thread-safe.
 */
final class ColumnBlocks {
  private final Source[] sources;
  private final double[][] rows;
  private final int columns;

  /** Reads n numbers of one payload. */
  private interface Source {
    void read(int from, double[] row, int n);
  }

  /**
   * The blocks of the payloads' remaining bytes, whose position and limit stay as they are.
   *
   * @param payloads at least one, all of the same length, a whole number of numbers
   * @param size columns in a block
   */
  ColumnBlocks(NumberFormat format, List<ByteBuffer> payloads, int size) {
    int bytes = payloads.get(0).remaining();
    columns = bytes / format.bytes();
    float[] singles = new float[format == NumberFormat.FLOAT32 ? size : 0];
    sources = new Source[payloads.size()];
    for (int row = 0; row < sources.length; row++) {
      ByteBuffer payload = payloads.get(row);
      if (payload.remaining() != bytes) {
        throw new IllegalArgumentException(
            "payload " + row + " has " + payload.remaining() + " bytes, expected " + bytes);
      }
      sources[row] = source(format, payload.slice().order(ByteOrder.LITTLE_ENDIAN), singles);
    }
    rows = new double[sources.length][size];
  }

  private static Source source(NumberFormat format, ByteBuffer payload, float[] singles) {
    return switch (format) {
      case FLOAT32 -> {
        FloatBuffer floats = payload.asFloatBuffer();
        yield (from, row, n) -> {
          floats.get(from, singles, 0, n);
          widen(singles, row, n);
        };
      }
      case FLOAT64 -> {
        DoubleBuffer doubles = payload.asDoubleBuffer();
        yield (from, row, n) -> doubles.get(from, row, 0, n);
      }
    };
  }

  private static void widen(float[] singles, double[] row, int n) {
    for (int i = 0; i < n; i++) {
      row[i] = singles[i];
    }
  }

  /** Numbers in a payload. */
  int columns() {
    return columns;
  }

  /** The rows' {@code n} columns from {@code from} on, and zeros behind them. */
  double[][] load(int from, int n) {
    for (int row = 0; row < rows.length; row++) {
      sources[row].read(from, rows[row], n);
      Arrays.fill(rows[row], n, rows[row].length, 0.0);
    }
    return rows;
  }
}
