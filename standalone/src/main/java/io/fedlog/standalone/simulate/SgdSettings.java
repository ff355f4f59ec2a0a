package io.fedlog.standalone.simulate;

import io.fedlog.learning.client.ClientMethod;

/**
 * How a virtual store trains in one round.
 *
 * @param epochs passes over its rows
 * @param batchSize rows of a step
 * @param learningRate of plain steps
 * @param proximal the pull towards the global model: mu of FedProx; 0 for none
 * @param weightDecay the pull of weights, not of intercepts, towards 0; 0 for none
 * @param client what it does beside taking steps
 */
public record SgdSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double proximal,
    double weightDecay,
    ClientMethod client) {
  public SgdSettings {
    Flag.require(epochs >= 1, "--epochs", epochs, "1 or more");
    Flag.require(batchSize >= 1, "--batch-size", batchSize, "1 or more");
    Flag.require(
        learningRate > 0 && Double.isFinite(learningRate),
        "--learning-rate",
        learningRate,
        "a number above 0");
    Flag.require(
        proximal >= 0 && Double.isFinite(proximal), "--proximal", proximal, "a number from 0 on");
    Flag.require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "--weight-decay",
        weightDecay,
        "a number from 0 on");
    Flag.require(
        (client == ClientMethod.FEDPROX) == (proximal > 0),
        "--client-method",
        client.key() + " with --proximal " + proximal,
        "a --proximal above 0 with fedprox, and none with another method");
  }

  /** FedProx where there is a pull, else FedAvg. */
  public SgdSettings(
      int epochs, int batchSize, double learningRate, double proximal, double weightDecay) {
    this(
        epochs,
        batchSize,
        learningRate,
        proximal,
        weightDecay,
        proximal > 0 ? ClientMethod.FEDPROX : ClientMethod.FEDAVG);
  }

  /** Steps of a store with so many rows in a round. */
  long steps(int rows) {
    return (long) epochs * ((rows - 1) / batchSize + 1);
  }
}
