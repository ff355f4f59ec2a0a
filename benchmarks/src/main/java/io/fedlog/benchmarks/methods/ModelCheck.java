package io.fedlog.benchmarks.methods;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Holds a model against formulas in plain loops, in columns spread over all of it. */
final class ModelCheck {
  private static final int COLUMNS = 1000;

  /** Models are rounded to floats under 2 in size: half a last place is 6e-8. */
  private static final double TOLERANCE = 1e-6;

  private ModelCheck() {}

  /**
   * Fails when the model is not what the method makes of the updates.
   *
   * @throws IllegalStateException naming a parameter, what it is and what was expected
   */
  static void require(String method, CutUpdates updates, List<byte[]> model) {
    PlainMethod plain = PlainMethod.named(method, updates);
    int step = Math.max(1, updates.parameters() / COLUMNS);
    for (int parameter = 0; parameter < updates.parameters(); parameter += step) {
      int chunk = parameter / updates.start(1);
      int at = Float.BYTES * (parameter - updates.start(chunk));
      double expected = plain.of(column(updates, chunk, at));
      double made = ByteBuffer.wrap(model.get(chunk)).order(ByteOrder.LITTLE_ENDIAN).getFloat(at);
      if (!(Math.abs(made - expected) <= TOLERANCE)) {
        throw new IllegalStateException(
            "method %s: parameter %d is %s, expected %s"
                .formatted(method, parameter, made, expected));
      }
    }
  }

  private static double[] column(CutUpdates updates, int chunk, int at) {
    double[] column = new double[updates.count() + 1];
    for (int update = 0; update < updates.count(); update++) {
      column[update] = single(updates.payloads(chunk).get(update), at);
    }
    column[updates.count()] = single(updates.base(chunk), at);
    return column;
  }

  private static double single(ByteBuffer payload, int at) {
    return payload.slice().order(ByteOrder.LITTLE_ENDIAN).getFloat(at);
  }
}
