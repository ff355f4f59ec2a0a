package io.fedlog.agent.train;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of the model that never leaves the store: an intercept and slopes added to the score of
 * the global model, shrunk towards none. How strongly is chosen by the loss each training row would
 * have had if it had not been fitted (leave-one-out, approximated for labels and counts by one
 * Newton step; Rad and Maleki, JRSS B 2020), from almost free to none at all.
 *
 * @param strength the chosen ridge penalty; infinite for no local part
 * @param coefficients intercept and slopes; all 0 for no local part
 * @param loss mean leave-one-out loss of the choice
 */
record LocalPart(double strength, double[] coefficients, double loss) {
  private static final double[] STRENGTHS = {
    0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000
  };
  private static final int ROUNDS = 4;
  private static final double HIGHEST_LEVERAGE = 0.9999;

  LocalPart {
    coefficients = coefficients.clone();
  }

  @Override
  public double[] coefficients() {
    return coefficients.clone();
  }

  static LocalPart none(int width) {
    return new LocalPart(Double.POSITIVE_INFINITY, new double[width + 1], Double.NaN);
  }

  /**
   * Fits a local part.
   *
   * @param global the global model's score of each row
   * @param targets normalised
   */
  static LocalPart fit(Samples samples, double[] global, double[] targets, Response response) {
    INDArray design = RidgePath.design(samples);
    LocalPart best = none(samples.width());
    double[] scores = global.clone();
    double without = 0;
    for (int i = 0; i < scores.length; i++) {
      without += response.loss(scores[i], targets[i]) / scores.length;
    }
    for (int round = 0; round < (response.quadratic() ? 1 : ROUNDS); round++) {
      best = step(design, global, scores, targets, response);
      double[] own = best.ownScores(samples);
      for (int i = 0; i < scores.length; i++) {
        scores[i] = global[i] + own[i];
      }
    }
    return best.loss < without
        ? best
        : new LocalPart(Double.POSITIVE_INFINITY, new double[samples.width() + 1], without);
  }

  /** The number of features it has slopes for. */
  int width() {
    return coefficients.length - 1;
  }

  /** What it adds to the global model's scores. */
  double[] ownScores(Samples samples) {
    double[] own = new double[samples.rows()];
    int width = samples.width();
    for (int row = 0; row < own.length; row++) {
      double sum = coefficients[0];
      for (int f = 0; f < width; f++) {
        sum += coefficients[f + 1] * samples.x()[row * width + f];
      }
      own[row] = sum;
    }
    return own;
  }

  byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES * (2 + coefficients.length));
    buffer.putDouble(strength).putDouble(loss);
    for (double coefficient : coefficients) {
      buffer.putDouble(coefficient);
    }
    return buffer.array();
  }

  static LocalPart parse(byte[] bytes) {
    if (bytes.length < 3 * Double.BYTES || bytes.length % Double.BYTES != 0) {
      throw new IllegalArgumentException(
          "local state has " + bytes.length + " bytes, expected a multiple of 8 from 24 on");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    double strength = buffer.getDouble();
    double loss = buffer.getDouble();
    double[] coefficients = new double[bytes.length / Double.BYTES - 2];
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] = buffer.getDouble();
    }
    return new LocalPart(strength, coefficients, loss);
  }

  /** One Newton step from the scores, for all strengths; the best of them by leave-one-out. */
  private static LocalPart step(
      INDArray design, double[] global, double[] scores, double[] targets, Response response) {
    int rows = scores.length;
    double[] weights = new double[rows];
    double[] residuals = new double[rows];
    for (int i = 0; i < rows; i++) {
      weights[i] = response.curvature(scores[i]);
      residuals[i] = scores[i] - global[i] - response.gradient(scores[i], targets[i]) / weights[i];
    }
    RidgePath path = RidgePath.of(design, weights, residuals);
    double[] fitted = path.fitted(STRENGTHS);
    double[] leverages = path.leverages(STRENGTHS);
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int s = 0; s < STRENGTHS.length; s++) {
      double loss = 0;
      for (int i = 0; i < rows; i++) {
        int at = i * STRENGTHS.length + s;
        double fit = fitted[at] / Math.sqrt(weights[i]);
        double leverage = Math.min(leverages[at], HIGHEST_LEVERAGE);
        double left = fit + leverage / (1 - leverage) * (fit - residuals[i]);
        loss += response.loss(global[i] + left, targets[i]);
      }
      if (loss / rows < least || best < 0) {
        least = loss / rows;
        best = s;
      }
    }
    double[] coefficients = path.coefficients(new double[] {STRENGTHS[best]})[0];
    coefficients[0] *= RidgePath.INTERCEPT;
    return new LocalPart(STRENGTHS[best], coefficients, least);
  }
}
