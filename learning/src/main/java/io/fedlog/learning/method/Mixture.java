package io.fedlog.learning.method;

import java.util.Arrays;

/**
 * A point that is a mixture of measured points: parts of them that add up to 1. How far it is from
 * each of them follows from the distances among these alone: with {@code z = sum a_i x_i}, {@code
 * |z - x_j|^2 = sum a_i D_ij - 1/2 sum a_i a_k D_ik}.
 */
final class Mixture {
  private final Distances among;
  private final double[] parts;

  /** A mixture of points; the parts are scaled to add up to 1. */
  Mixture(Distances among, double[] parts) {
    double total = Arrays.stream(parts).reduce(0, Double::sum);
    this.among = among;
    this.parts = Arrays.stream(parts).map(part -> part / total).toArray();
  }

  /** One point alone. */
  static Mixture at(Distances among, int point) {
    double[] parts = new double[among.points()];
    parts[point] = 1;
    return new Mixture(among, parts);
  }

  /** The base version, or in a round without one the update with the least sum of distances. */
  static Mixture atCentre(Distances among) {
    if (among.hasBase()) {
      return at(among, among.updates());
    }
    int medoid = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < among.updates(); i++) {
      double sum = 0;
      for (int j = 0; j < among.updates(); j++) {
        sum += Math.sqrt(among.squared(i, j));
      }
      if (sum < least) {
        medoid = i;
        least = sum;
      }
    }
    return at(among, medoid);
  }

  double part(int point) {
    return parts[point];
  }

  /** How far this point is from each of the measured ones. */
  double[] distances() {
    double[] toPoints = new double[parts.length];
    double within = 0;
    for (int j = 0; j < parts.length; j++) {
      for (int i = 0; i < parts.length; i++) {
        toPoints[j] += parts[i] * among.squared(i, j);
      }
      within += parts[j] * toPoints[j];
    }
    for (int j = 0; j < parts.length; j++) {
      toPoints[j] = Math.sqrt(Math.max(0, toPoints[j] - within / 2));
    }
    return toPoints;
  }

  /** As shares of the updates and the base. */
  Shares shares() {
    return Shares.nearest(among.updates(), parts);
  }
}
