package io.fedlog.agent.train;

/**
 * One store's side of SCAFFOLD with option II (Karimireddy et al., ICML 2020, algorithm 1): each
 * step is corrected by how the store's gradients differ from everybody's, {@code y - rate (g - own
 * + all)}. Mutable, for one round and one thread.
 */
final class Scaffold {

  private final double[] base;
  private final double[] own;
  private final double[] all;
  private final double rate;
  private final double[] model;
  private int steps;

  /**
   * @param base the base version's parameters
   * @param own this store's control variate; zeros before its first round
   * @param all the server's control variate; zeros at first
   * @param rate the local learning rate
   */
  Scaffold(double[] base, double[] own, double[] all, double rate) {
    if (own.length != base.length || all.length != base.length) {
      throw new IllegalArgumentException(
          "control variates of %d and %d numbers, expected %d as the model has"
              .formatted(own.length, all.length, base.length));
    }
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException("rate: expected a number above 0, got " + rate);
    }
    this.base = base.clone();
    this.own = own.clone();
    this.all = all.clone();
    this.rate = rate;
    this.model = base.clone();
  }

  /** The parameters to take the next gradient at. */
  double[] model() {
    return model.clone();
  }

  /** Takes a step along a gradient at {@link #model}. */
  void step(double[] gradient) {
    for (int i = 0; i < model.length; i++) {
      model[i] -= rate * (gradient[i] - own[i] + all[i]);
    }
    steps++;
  }

  /** The store's control variate from now on: {@code own - all + (base - model) / (steps rate)}. */
  double[] nextOwn() {
    if (steps == 0) {
      throw new IllegalStateException("no step was taken, expected one or more");
    }
    double[] next = new double[own.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = own[i] - all[i] + (base[i] - model[i]) / (steps * rate);
    }
    return next;
  }

  /** What the store uploads: its model, then by how much its control variate changes. */
  double[] update() {
    double[] next = nextOwn();
    double[] update = new double[2 * base.length];
    System.arraycopy(model, 0, update, 0, model.length);
    for (int i = 0; i < next.length; i++) {
      update[base.length + i] = next[i] - own[i];
    }
    return update;
  }

  /**
   * The server's control variate from then on: {@code all + share x mean}.
   *
   * @param mean the unweighted mean of the uploads' second halves
   * @param share how many of all stores took part, above 0 and at most 1
   */
  static double[] nextAll(double[] all, double[] mean, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share: expected above 0 and at most 1, got " + share);
    }
    double[] next = new double[all.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = all[i] + share * mean[i];
    }
    return next;
  }
}
