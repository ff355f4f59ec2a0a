package io.fedlog.benchmarks.kernel;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Updates of float32 parameters between -1 and 1, all different, and what they are summed on. */
final class Updates {
  /** Updates that are summed together, by the sum and by its yardstick alike. */
  static final int COUNT = 8;

  /** Each update is the same drawn numbers, shifted by this many times its index. */
  private static final int SHIFT = 4099;

  private static final int DRAWN = 1 << 18;

  private Updates() {}

  /**
   * A grid for weights up to 100 and 1,000 stores. A double has room for four contributions only,
   * which is the least it ever has.
   */
  static Grid grid(int lanes) {
    return Grid.finest(1, 0, 100, 1000, lanes);
  }

  /** Weights from 1 to 100. */
  static long[] weights(int count) {
    long[] weights = new long[count];
    for (int i = 0; i < count; i++) {
      weights[i] = 1 + (37L * i + 11) % 100;
    }
    return weights;
  }

  static float[] array(int update, int elements) {
    float[] drawn = new float[DRAWN];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < DRAWN; i++) {
      drawn[i] = (float) (2 * random.nextDouble() - 1);
    }
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = drawn[(i + update * SHIFT) & (DRAWN - 1)];
    }
    return values;
  }

  static byte[] bytes(int update, int elements) {
    byte[] bytes = new byte[Float.BYTES * elements];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(array(update, elements));
    return bytes;
  }

  /** Read-only, as a decoded record gives them. */
  static List<ByteBuffer> payloads(int count, int elements) {
    List<ByteBuffer> payloads = new ArrayList<>();
    for (int update = 0; update < count; update++) {
      payloads.add(ByteBuffer.wrap(bytes(update, elements)).asReadOnlyBuffer());
    }
    return payloads;
  }
}
