package io.fedlog.benchmarks.methods;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Distances over whole updates in plain loops, one thread, one sum for each: nothing of them is
 * shared with what is measured. The version is the point after the last update.
 */
final class PlainDistances {
  private final CutUpdates updates;
  private final int points;

  PlainDistances(CutUpdates updates) {
    this.updates = updates;
    this.points = updates.count() + 1;
  }

  /** Updates and the version. */
  int points() {
    return points;
  }

  /** Squared distances between all points. */
  double[][] squared() {
    double[][] squared = new double[points][points];
    for (int chunk = 0; chunk < updates.chunks(); chunk++) {
      float[][] rows = rows(chunk);
      for (int i = 0; i < points; i++) {
        for (int j = 0; j < i; j++) {
          squared[i][j] += squared(rows[i], rows[j]);
          squared[j][i] = squared[i][j];
        }
      }
    }
    return squared;
  }

  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Distances from a mixture of points to each of them, the mixture worked out first. */
  double[] from(double[] parts) {
    double[] squared = new double[points];
    for (int chunk = 0; chunk < updates.chunks(); chunk++) {
      float[][] rows = rows(chunk);
      double[] mixture = new double[rows[0].length];
      for (int point = 0; point < points; point++) {
        for (int i = 0; i < mixture.length; i++) {
          mixture[i] += parts[point] * rows[point][i];
        }
      }
      for (int point = 0; point < points; point++) {
        for (int i = 0; i < mixture.length; i++) {
          squared[point] += (mixture[i] - rows[point][i]) * (mixture[i] - rows[point][i]);
        }
      }
    }
    double[] distances = new double[points];
    for (int point = 0; point < points; point++) {
      distances[point] = Math.sqrt(squared[point]);
    }
    return distances;
  }

  private float[][] rows(int chunk) {
    List<ByteBuffer> payloads = new ArrayList<>(updates.payloads(chunk));
    payloads.add(updates.base(chunk));
    return payloads.stream().map(PlainDistances::floats).toArray(float[][]::new);
  }

  /** A payload's numbers. */
  static float[] floats(ByteBuffer payload) {
    float[] values = new float[payload.remaining() / Float.BYTES];
    payload.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
