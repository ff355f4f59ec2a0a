package io.fedlog.learning.model;

import java.util.Map;

/**
 * How a store trains in one round.
 *
 * @param epochs {@code epochs}: passes over the store's rows; 0 = as many as make about 9 steps.
 *     The linear form counts Newton steps, 0 = 3
 * @param batchSize {@code batch_size}: rows of a step of the multilayer form; 0 = an eighth of the
 *     rows, from 16 to 128
 * @param learningRate {@code learning_rate} of the multilayer form (Adam), and of plain gradient
 *     steps; the linear form otherwise needs none
 * @param proximal {@code proximal}: the pull of the linear form towards the global model, in rows
 */
public record TrainingSettings(int epochs, int batchSize, double learningRate, double proximal) {
  private static final int STEPS = 9;
  private static final int LEAST_BATCH = 16;
  private static final int LARGEST_BATCH = 128;
  private static final int MOST = 1_000_000;

  public TrainingSettings {
    if (epochs < 0 || batchSize < 0 || !(learningRate > 0) || !(proximal > 0)) {
      throw new IllegalArgumentException(
          "training settings epochs="
              + epochs
              + " batch_size="
              + batchSize
              + " learning_rate="
              + learningRate
              + " proximal="
              + proximal
              + ", expected no negative number and a positive rate and pull");
    }
  }

  /** Reads a plan's configuration; absent keys take their default. */
  public static TrainingSettings of(Map<String, String> config) {
    Configured read = new Configured(config);
    return new TrainingSettings(
        (int) read.whole("epochs", 0, 0, MOST),
        (int) read.whole("batch_size", 0, 0, MOST),
        read.positive("learning_rate", 0.02),
        read.positive("proximal", 3));
  }

  /** Rows of one step at a store with that many. */
  public int batchFor(int rows) {
    int wanted =
        batchSize > 0 ? batchSize : Math.min(Math.max((rows + 7) / 8, LEAST_BATCH), LARGEST_BATCH);
    return Math.min(wanted, rows);
  }

  /** Passes over the rows of a store with that many. */
  public int epochsFor(int rows) {
    if (epochs > 0) {
      return epochs;
    }
    int batches = (rows + batchFor(rows) - 1) / batchFor(rows);
    return (STEPS + batches - 1) / batches;
  }

  /** Gradient steps of a store with that many rows. */
  public long stepsFor(int rows) {
    int batch = batchFor(rows);
    return (long) epochsFor(rows) * ((rows + batch - 1) / batch);
  }

  /** Newton steps of the linear form. */
  public int newtonSteps() {
    return epochs > 0 ? epochs : 3;
  }
}
