package io.fedlog.agent.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.eigen.Eigen;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weighted ridge regression of r on the columns of Z for many strengths at the cost of one: after
 * an eigendecomposition of Z'WZ a solution is a division.
 *
 * <p>Column 0 of Z is the intercept times {@link #INTERCEPT}, so that it is shrunk 900 times less
 * than the slopes: stores differ in level far more than in slope.
 */
final class RidgePath {
  /** The value of the intercept's column. */
  static final double INTERCEPT = 30;

  private final int size;
  private final double[] values;
  private final INDArray vectors;
  private final double[] projected;
  private final INDArray rotated;

  private RidgePath(
      double[] values, INDArray vectors, double[] projected, INDArray rotated, int size) {
    this.values = values;
    this.vectors = vectors;
    this.projected = projected;
    this.rotated = rotated;
    this.size = size;
  }

  /** The design matrix of rows: intercept column and features, rows x (width + 1). */
  static INDArray design(Samples samples) {
    int width = samples.width();
    double[] z = new double[samples.rows() * (width + 1)];
    for (int row = 0; row < samples.rows(); row++) {
      z[row * (width + 1)] = INTERCEPT;
      System.arraycopy(samples.x(), row * width, z, row * (width + 1) + 1, width);
    }
    return matrix(z, samples.rows(), width + 1);
  }

  /**
   * Decomposes.
   *
   * @param design Z, left as it is
   * @param weights W's diagonal, positive
   * @param residuals r
   */
  static RidgePath of(INDArray design, double[] weights, double[] residuals) {
    int rows = weights.length;
    int size = (int) design.columns();
    double[] roots = new double[rows];
    double[] scaled = new double[rows];
    for (int i = 0; i < rows; i++) {
      roots[i] = Math.sqrt(weights[i]);
      scaled[i] = roots[i] * residuals[i];
    }
    INDArray weighted = design.mulColumnVector(matrix(roots, rows, 1));
    INDArray vectors = weighted.transpose().mmul(weighted).dup('c');
    double[] values = Eigen.symmetricGeneralizedEigenvalues(vectors, true).toDoubleVector();
    INDArray rotated = weighted.mmul(vectors);
    double[] projected = rotated.transpose().mmul(matrix(scaled, rows, 1)).dup().data().asDouble();
    return new RidgePath(values, vectors, projected, rotated, size);
  }

  /** The coefficients for each strength: strengths x columns of Z. */
  double[][] coefficients(double[] strengths) {
    double[][] coefficients = new double[strengths.length][];
    for (int s = 0; s < strengths.length; s++) {
      coefficients[s] =
          vectors.mmul(matrix(divided(strengths[s]), size, 1)).dup().data().asDouble();
    }
    return coefficients;
  }

  /** Fitted values times the root of their weights, row-major: rows x strengths. */
  double[] fitted(double[] strengths) {
    INDArray inner = Nd4j.create(DataType.DOUBLE, size, strengths.length);
    for (int s = 0; s < strengths.length; s++) {
      inner.putColumn(s, matrix(divided(strengths[s]), size, 1));
    }
    return rotated.mmul(inner).dup('c').data().asDouble();
  }

  /** The leverage of each row (how much a fit follows that row), row-major: rows x strengths. */
  double[] leverages(double[] strengths) {
    double[] inverse = new double[size * strengths.length];
    for (int i = 0; i < size; i++) {
      for (int s = 0; s < strengths.length; s++) {
        inverse[i * strengths.length + s] = 1 / (Math.max(values[i], 0) + strengths[s]);
      }
    }
    INDArray squares = rotated.mul(rotated);
    return squares.mmul(matrix(inverse, size, strengths.length)).dup('c').data().asDouble();
  }

  static INDArray matrix(double[] rowMajor, int rows, int columns) {
    return Nd4j.create(rowMajor, new long[] {rows, columns}, 'c');
  }

  private double[] divided(double strength) {
    double[] divided = new double[size];
    for (int i = 0; i < size; i++) {
      divided[i] = projected[i] / (Math.max(values[i], 0) + strength);
    }
    return divided;
  }
}
