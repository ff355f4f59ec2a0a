package io.fedlog.learning.client;

/**
 * SCAFFOLD with option II (Karimireddy et al., "SCAFFOLD: Stochastic Controlled Averaging for
 * Federated Learning", ICML 2020, algorithm 1), at one store: its gradients are corrected by how
 * they differ from everybody's. All arrays are as long as the model. Immutable.
 *
 * @param common c, the mean of all stores' control variates; zeros at first
 * @param own c_i, this store's; zeros before its first round
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ControlVariates(double[] common, double[] own) {

  public ControlVariates {
    requireLength("own", own, common.length);
    common = common.clone();
    own = own.clone();
  }

  /** What is added to every gradient: {@code c - c_i}. */
  public double[] correction() {
    double[] correction = new double[common.length];
    for (int i = 0; i < correction.length; i++) {
      correction[i] = common[i] - own[i];
    }
    return correction;
  }

  /**
   * The store's control variate from now on, the mean of its uncorrected gradients: {@code c_i - c
   * + (base - trained) / (steps x rate)}.
   *
   * @param steps corrected gradient steps from the base, 1 or more
   * @param rate their learning rate, above 0
   */
  public double[] next(double[] base, double[] trained, long steps, double rate) {
    requireLength("base", base, common.length);
    requireLength("trained", trained, common.length);
    LocalSteps.require(steps);
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException("rate is " + rate + ", expected a number above 0");
    }
    double[] next = new double[common.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = own[i] - common[i] + (base[i] - trained[i]) / (steps * rate);
    }
    return next;
  }

  /**
   * What the store uploads beside its model: {@code c + share x (next - c_i)}. The plain mean of
   * all uploads is the common variate of the next round.
   *
   * @param next the store's control variate from now on
   * @param share of all stores that take part in a round, above 0 and at most 1
   */
  public double[] upload(double[] next, double share) {
    requireLength("next", next, common.length);
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share is " + share + ", expected above 0 and at most 1, the share of all stores");
    }
    double[] upload = new double[common.length];
    for (int i = 0; i < upload.length; i++) {
      upload[i] = common[i] + share * (next[i] - own[i]);
    }
    return upload;
  }

  private static void requireLength(String name, double[] array, int expected) {
    if (array.length != expected) {
      throw new IllegalArgumentException(
          "%s has %d numbers, expected %d as the common control variate has"
              .formatted(name, array.length, expected));
    }
  }
}
