package io.fedlog.agent.train;

import io.fedlog.learning.model.TrainingSettings;
import java.util.Random;

/**
 * Plain gradient steps on shuffled batches, {@code w - rate (g + correction)}: for client methods
 * whose formulas are for no other steps. Takes {@link TrainingSettings#stepsFor} of them.
 *
 * @param gradient of the mean loss
 * @param correction added to every gradient
 */
record PlainSteps(Gradient gradient, double[] correction) {

  /** The derivative of a batch's mean loss by every parameter. */
  interface Gradient {
    /**
     * At some parameters.
     *
     * @param order rows, of which the batch is those from {@code from} up to {@code to}
     */
    double[] at(double[] parameters, int[] order, int from, int to);
  }

  /** The parameters after all steps from the base. */
  double[] train(double[] base, int rows, TrainingSettings settings, long seed) {
    double[] parameters = base.clone();
    int[] order = MultilayerTrainer.shuffled(rows, new Random(seed));
    int size = settings.batchFor(rows);
    for (int epoch = 0; epoch < settings.epochsFor(rows); epoch++) {
      for (int from = 0; from < rows; from += size) {
        double[] slope = gradient.at(parameters, order, from, Math.min(from + size, rows));
        for (int i = 0; i < parameters.length; i++) {
          parameters[i] -= settings.learningRate() * (slope[i] + correction[i]);
        }
      }
    }
    return parameters;
  }
}
