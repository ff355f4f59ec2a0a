package io.fedlog.agent.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains one weight a feature: Newton steps on the store's loss plus half the pull times the
 * squared distance to the global model (FedProx; Li et al., MLSys 2020). The intercept is hardly
 * pulled.
 */
final class LinearTrainer {
  private LinearTrainer() {}

  /**
   * Trains.
   *
   * @param base weights, then the intercept
   * @return the same layout
   */
  static double[] train(
      Samples samples, Response response, double[] base, double proximal, int steps) {
    INDArray design = RidgePath.design(samples);
    double[] targets = samples.normalised(response);
    double[] start = scores(samples, base);
    double[] moved = new double[base.length];
    double[] scores = start.clone();
    for (int step = 0; step < (response.quadratic() ? 1 : steps); step++) {
      double[] weights = new double[scores.length];
      double[] residuals = new double[scores.length];
      for (int i = 0; i < scores.length; i++) {
        weights[i] = response.curvature(scores[i]);
        residuals[i] = scores[i] - start[i] - response.gradient(scores[i], targets[i]) / weights[i];
      }
      double[] ridge =
          RidgePath.of(design, weights, residuals).coefficients(new double[] {proximal})[0];
      for (int f = 0; f < samples.width(); f++) {
        moved[f] = base[f] + ridge[f + 1];
      }
      moved[samples.width()] = base[samples.width()] + RidgePath.INTERCEPT * ridge[0];
      scores = scores(samples, moved);
    }
    return moved;
  }

  /** The gradient of the mean loss of the rows {@code order[from]} up to {@code order[to - 1]}. */
  static double[] gradient(
      Samples samples,
      double[] targets,
      Response response,
      double[] parameters,
      int[] order,
      int from,
      int to) {
    int width = samples.width();
    double[] gradient = new double[parameters.length];
    for (int i = from; i < to; i++) {
      int row = order[i];
      double slope = response.gradient(score(samples, row, parameters), targets[row]) / (to - from);
      for (int f = 0; f < width; f++) {
        gradient[f] += slope * samples.x()[row * width + f];
      }
      gradient[width] += slope;
    }
    return gradient;
  }

  static double[] scores(Samples samples, double[] parameters) {
    double[] scores = new double[samples.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = score(samples, row, parameters);
    }
    return scores;
  }

  private static double score(Samples samples, int row, double[] parameters) {
    int width = samples.width();
    double sum = parameters[width];
    for (int f = 0; f < width; f++) {
      sum += parameters[f] * samples.x()[row * width + f];
    }
    return sum;
  }
}
