package io.fedlog.learning.exact;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a sum holds: one or two integers for every parameter, in a ring modulo 2^64. Each is too
 * large by its lane's bias, which {@link Loops} leave with every term. There are no arrays before
 * the first term, so that a sum that only checks payloads costs no memory.
 */
final class Lanes {
  private static final long[] NOT_BEGUN = {};

  private static final int HALF_BITS = 32;
  private static final long HALF = 0xffff_ffffL;

  private final int size;
  private final int lanes;
  private long[] units = NOT_BEGUN;
  private long @Nullable [] residuals;
  private long unitBias;
  private long residualBias;

  Lanes(int size, int lanes) {
    this.size = size;
    this.lanes = lanes;
  }

  int size() {
    return size;
  }

  /** Heap that the arrays hold, or will with the first term, in bytes. */
  long memoryBytes() {
    return (long) Long.BYTES * size * lanes;
  }

  /** Lane 1 of parameter i, in units. */
  long units(int i) {
    return units == NOT_BEGUN ? 0 : units[i] - unitBias;
  }

  /** Lane 2 of parameter i, in units of 2^-32 units; 0 without a second lane. */
  long residuals(int i) {
    return residuals == null ? 0 : residuals[i] - residualBias;
  }

  /** Makes the arrays where there are none. */
  void begin() {
    if (units == NOT_BEGUN) {
      units = new long[size];
      residuals = lanes == 2 ? new long[size] : null;
    }
  }

  /** Lane 1, bias included. */
  long[] units() {
    return units;
  }

  /** Lane 2, bias included; null when there is none. */
  long @Nullable [] residuals() {
    return residuals;
  }

  /**
   * Reads n parameters from {@code from}, biases taken off and residuals carried over: the whole
   * units' upper half and, from 0 to 2^32 - 1, their lower half and what is left of the residual.
   * All are exact.
   */
  void read(int from, int n, double[] high, double[] low, double[] left) {
    if (units == NOT_BEGUN) {
      Arrays.fill(high, 0, n, 0.0);
      Arrays.fill(low, 0, n, 0.0);
    } else if (residuals == null) {
      split(units, unitBias, from, n, high, low);
    } else {
      split(units, unitBias, residuals, residualBias, from, n, high, low, left);
    }
  }

  private static void split(long[] units, long bias, int from, int n, double[] high, double[] low) {
    for (int i = 0; i < n; i++) {
      long whole = units[from + i] - bias;
      high[i] = (double) (whole >> HALF_BITS);
      low[i] = (double) (whole & HALF);
    }
  }

  private static void split(
      long[] units,
      long bias,
      long[] residuals,
      long residualBias,
      int from,
      int n,
      double[] high,
      double[] low,
      double[] left) {
    for (int i = 0; i < n; i++) {
      long residual = residuals[from + i] - residualBias;
      long whole = units[from + i] - bias + (residual >> Grid.RESIDUAL_BITS);
      high[i] = (double) (whole >> HALF_BITS);
      low[i] = (double) (whole & HALF);
      left[i] = (double) (residual & HALF);
    }
  }

  /** Notes that so many terms were added to every parameter with these loops. */
  void addBias(Loops loops, int terms) {
    unitBias += terms * loops.unitBias();
    residualBias += terms * loops.residualBias();
  }

  /** Takes the loops' bias of so many terms off n parameters from {@code at}. */
  void takeBiasOff(Loops loops, int terms, int at, int n) {
    long ofUnits = terms * loops.unitBias();
    long ofResiduals = terms * loops.residualBias();
    for (int i = at; i < at + n; i++) {
      units[i] -= ofUnits;
      if (residuals != null) {
        residuals[i] -= ofResiduals;
      }
    }
  }
}
