package io.fedlog.learning.method;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A method under test, over rows of doubles that stand for updates. */
record Trial(String method, Map<String, String> parameters) {
  private static final double MOST = 1 << 20;

  static Trial of(String method, String... parameters) {
    Map<String, String> byName = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      byName.put(parameters[i], parameters[i + 1]);
    }
    return new Trial(method, byName);
  }

  /** Refuses as the creation of a round with so many stores would. */
  void check(int minStores) {
    check(minStores, Math.max(minStores, 100), 1);
  }

  void check(int minStores, int maxCohort, long maxWeight) {
    Grid grid = Grid.finest(MOST, 0, maxWeight, maxCohort, 2);
    Methods.named(method)
        .check(new MethodTerms(Encoding.FLOAT32, grid, 4000, 1 << 16, 1, minStores, parameters));
  }

  double[] model(double[]... updates) {
    return doubles(make(null, null, null, updates).model());
  }

  double[] modelFrom(double[] base, double[]... updates) {
    return doubles(make(base, null, null, updates).model());
  }

  double[] weighted(long[] weights, double @Nullable [] base, double[]... updates) {
    return doubles(make(base, null, weights, updates).model());
  }

  ServerStep make(
      double @Nullable [] base,
      byte @Nullable [] state,
      long @Nullable [] weights,
      double[]... updates) {
    Grid grid = Grid.finest(MOST, 0, weights == null ? 1 : 1000, 250, 2);
    long bytes = 8L * updates[0].length;
    MethodTerms terms =
        new MethodTerms(Encoding.FLOAT64, grid, bytes, 1 << 18, 1, updates.length, parameters);
    long[] ones = new long[updates.length];
    Arrays.fill(ones, 1);
    return new InMemoryRound(Methods.named(method), terms)
        .make(
            Arrays.stream(updates).map(Trial::payload).toList(),
            weights == null ? ones : weights,
            base == null ? null : payload(base),
            state == null ? null : ByteBuffer.wrap(state));
  }

  /** In single precision. */
  float[] singles(float[]... updates) {
    Grid grid = Grid.finest(MOST, 0, 1, 250, 1);
    List<ByteBuffer> payloads = new ArrayList<>();
    for (float[] update : updates) {
      ByteBuffer payload = ByteBuffer.allocate(4 * update.length).order(ByteOrder.LITTLE_ENDIAN);
      payload.asFloatBuffer().put(update);
      payloads.add(payload);
    }
    MethodTerms terms =
        new MethodTerms(
            Encoding.FLOAT32, grid, 4L * updates[0].length, 1 << 18, 1, updates.length, parameters);
    long[] ones = new long[updates.length];
    Arrays.fill(ones, 1);
    byte[] model =
        new InMemoryRound(Methods.named(method), terms).make(payloads, ones, null, null).model();
    float[] values = new float[updates[0].length];
    ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  static ByteBuffer payload(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }

  static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / 8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  /** Rows of normal values, rounded to 2^-20, so that doubles hold their sums exactly. */
  static double[][] normal(long seed, int rows, int columns) {
    Random random = new Random(seed);
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = Math.rint(random.nextGaussian() * (1 << 20)) / (1 << 20);
      }
    }
    return values;
  }

  /** The rows in another order. */
  static double[][] permuted(double[][] rows, int... order) {
    double[][] permuted = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      permuted[i] = rows[order[i]];
    }
    return permuted;
  }

  /** Every value times a factor plus an offset. */
  static double[][] mapped(double[][] rows, double factor, double offset) {
    double[][] mapped = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      mapped[i] = mapped(rows[i], factor, offset);
    }
    return mapped;
  }

  static double[] mapped(double[] row, double factor, double offset) {
    return Arrays.stream(row).map(value -> value * factor + offset).toArray();
  }

  static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
