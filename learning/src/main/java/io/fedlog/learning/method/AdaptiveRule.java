package io.fedlog.learning.method;

/**
 * The step of Reddi et al. ("Adaptive Federated Optimization", ICLR 2021, algorithm 2): {@code m =
 * beta1 m + (1 - beta1) d; v = second(v, d^2); x = x + eta m / (sqrt(v) + tau)}. At first m is 0
 * and v is tau squared.
 */
record AdaptiveRule(double eta, double beta1, double tau, Second second)
    implements SteppedMean.Rule {

  /** How the second moment goes on. */
  interface Second {
    double next(double v, double square);
  }

  @Override
  public int memories() {
    return 2;
  }

  @Override
  public double initial(int memory) {
    return memory == 0 ? 0 : tau * tau;
  }

  @Override
  public void step(double[] model, double[] difference, double[][] memories) {
    double[] m = memories[0];
    double[] v = memories[1];
    for (int i = 0; i < model.length; i++) {
      double d = difference[i];
      m[i] = beta1 * m[i] + (1 - beta1) * d;
      v[i] = second.next(v[i], d * d);
      model[i] += eta * m[i] / (Math.sqrt(v[i]) + tau);
    }
  }
}
