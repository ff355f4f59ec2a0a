package io.fedlog.agent.train;

/**
 * FedNova (Wang et al., NeurIPS 2020, equations 8 and 9): stores that take more steps would pull
 * the model towards their own optimum. So each uploads its change divided by the norm of its steps,
 * and the server goes as far as the weighted mean of those norms says.
 */
final class FedNova {

  private FedNova() {}

  /** The norm of so many plain gradient steps: their number. */
  static double norm(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
    }
    return steps;
  }

  /**
   * The norm of steps with momentum: {@code (steps - m (1 - m^steps) / (1 - m)) / (1 - m)}.
   *
   * @param momentum m, from 0 to less than 1
   */
  static double normWithMomentum(int steps, double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum: expected from 0 to less than 1, got " + momentum);
    }
    double rest = 1 - momentum;
    return (norm(steps) - momentum * (1 - Math.pow(momentum, steps)) / rest) / rest;
  }

  /**
   * The norm of steps with FedProx's pull: {@code (1 - (1 - rate mu)^steps) / (rate mu)}.
   *
   * @param rate the learning rate; rate x mu is from 0 to less than 1
   */
  static double normWithPull(int steps, double rate, double mu) {
    double pull = rate * mu;
    if (!(pull >= 0 && pull < 1)) {
      throw new IllegalArgumentException(
          "learning rate x mu: expected from 0 to less than 1, got " + pull);
    }
    return pull == 0 ? norm(steps) : (1 - Math.pow(1 - pull, norm(steps))) / pull;
  }

  /** What a store uploads: {@code base + (trained - base) / norm}. */
  static double[] normalised(double[] base, double[] trained, double norm) {
    double[] update = new double[base.length];
    for (int i = 0; i < update.length; i++) {
      update[i] = base[i] + (trained[i] - base[i]) / norm;
    }
    return update;
  }

  /**
   * The next version: {@code base + effective (mean - base)}.
   *
   * @param mean the weighted mean of the uploads
   * @param effective the mean of the stores' norms with the same weights
   */
  static double[] next(double[] base, double[] mean, double effective) {
    double[] next = new double[base.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = base[i] + effective * (mean[i] - base[i]);
    }
    return next;
  }
}
