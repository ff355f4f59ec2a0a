package io.fedlog.agent.train;

/**
 * Encoded rows.
 *
 * @param x row after row, {@code rows * width}
 * @param rows how many
 * @param width features of a row
 * @param y targets in their own unit; empty for a segmentation
 */
record Samples(double[] x, int rows, int width, double[] y) {
  Samples {
    if (x.length != rows * width) {
      throw new IllegalArgumentException(
          x.length + " encoded numbers, expected " + rows + " rows x " + width);
    }
    if (y.length != 0 && y.length != rows) {
      throw new IllegalArgumentException(y.length + " targets for " + rows + " rows");
    }
  }

  double[] normalised(Response response) {
    double[] targets = new double[rows];
    for (int i = 0; i < rows; i++) {
      targets[i] = response.normalise(y[i]);
    }
    return targets;
  }

  /** All rows of several samples. */
  static Samples concat(java.util.List<Samples> parts) {
    int width = parts.get(0).width();
    int rows = parts.stream().mapToInt(Samples::rows).sum();
    double[] x = new double[rows * width];
    double[] y = new double[parts.get(0).y().length == 0 ? 0 : rows];
    int at = 0;
    for (Samples part : parts) {
      System.arraycopy(part.x(), 0, x, at * width, part.x().length);
      System.arraycopy(part.y(), 0, y, y.length == 0 ? 0 : at, part.y().length);
      at += part.rows();
    }
    return new Samples(x, rows, width, y);
  }
}
