package io.fedlog.standalone.simulate;

/**
 * How a virtual store trains in one round.
 *
 * @param epochs passes over its rows
 * @param batchSize rows of a step
 * @param learningRate of plain steps
 * @param proximal the pull towards the global model: mu of FedProx; 0 for none
 * @param weightDecay the pull of weights, not of intercepts, towards 0; 0 for none
 */
public record SgdSettings(
    int epochs, int batchSize, double learningRate, double proximal, double weightDecay) {
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
  }
}
