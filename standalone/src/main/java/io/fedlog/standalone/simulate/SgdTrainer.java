package io.fedlog.standalone.simulate;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent on a store's cross-entropy plus {@code mu / 2} times the squared
 * distance to the global model (FedProx; Li et al., "Federated Optimization in Heterogeneous
 * Networks", MLSys 2020) and half the weight decay times the squared weights.
 */
final class SgdTrainer {
  private final SoftmaxModel model;
  private final SgdSettings settings;

  SgdTrainer(SoftmaxModel model, SgdSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /**
   * Trains from the start on some of the rows.
   *
   * @param correction added to every gradient; null for none
   * @param order of the rows
   */
  double[] train(
      double[] start, double @Nullable [] correction, LabelledRows rows, int[] mine, Random order) {
    double[] parameters = start.clone();
    double[] gradient = new double[start.length];
    double[] probabilities = new double[model.classes()];
    int[] shuffled = mine.clone();
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      Shuffle.shuffle(shuffled, order);
      for (int from = 0; from < shuffled.length; from += settings.batchSize()) {
        int to = Math.min(from + settings.batchSize(), shuffled.length);
        Arrays.fill(gradient, 0);
        for (int i = from; i < to; i++) {
          model.probabilities(parameters, rows, shuffled[i], probabilities);
          probabilities[rows.labels()[shuffled[i]]] -= 1;
          addGradient(rows, shuffled[i], probabilities, gradient);
        }
        step(parameters, start, gradient, to - from);
        if (correction != null) {
          correct(parameters, correction);
        }
      }
    }
    return parameters;
  }

  /** Adds one row's gradient, given the derivative of its loss by each label's score. */
  private void addGradient(LabelledRows rows, int row, double[] byScore, double[] gradient) {
    int width = model.width();
    for (int f = 0; f < width; f++) {
      double feature = rows.features()[row * width + f];
      if (feature != 0) {
        for (int label = 0; label < model.classes(); label++) {
          gradient[label * (width + 1) + f] += byScore[label] * feature;
        }
      }
    }
    for (int label = 0; label < model.classes(); label++) {
      gradient[label * (width + 1) + width] += byScore[label];
    }
  }

  private void step(double[] parameters, double[] start, double[] gradient, int rows) {
    int intercept = model.width();
    for (int i = 0; i < parameters.length; i++) {
      double pull = settings.proximal() * (parameters[i] - start[i]);
      if (i == intercept) {
        intercept += model.width() + 1;
      } else {
        pull += settings.weightDecay() * parameters[i];
      }
      parameters[i] -= settings.learningRate() * (gradient[i] / rows + pull);
    }
  }

  /** The rest of a step: what it would have gone further with a corrected gradient. */
  private void correct(double[] parameters, double[] correction) {
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] -= settings.learningRate() * correction[i];
    }
  }
}
