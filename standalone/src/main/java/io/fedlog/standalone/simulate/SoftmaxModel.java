package io.fedlog.standalone.simulate;

import io.fedlog.agent.train.Evaluation;
import io.fedlog.learning.model.ModelType;
import java.util.OptionalDouble;

/**
 * Multinomial logistic regression. Parameters: for each label its weights, then its intercept.
 *
 * @param width features of a row
 * @param classes labels there are
 */
record SoftmaxModel(int width, int classes) {
  private static final double LEAST_PROBABILITY = 1e-15;

  static SoftmaxModel of(LearningTask task) {
    return new SoftmaxModel(task.training().width(), task.training().classes());
  }

  /** The number of parameters. */
  int size() {
    return Math.multiplyExact(width + 1, classes);
  }

  /** The first version: every label as likely as any other. */
  float[] initial() {
    return new float[size()];
  }

  /** The labels' probabilities for one row. Most features of images are 0 and add nothing. */
  void probabilities(double[] parameters, LabelledRows rows, int row, double[] into) {
    for (int label = 0; label < classes; label++) {
      into[label] = parameters[label * (width + 1) + width];
    }
    for (int f = 0; f < width; f++) {
      double feature = rows.features()[row * width + f];
      if (feature != 0) {
        for (int label = 0; label < classes; label++) {
          into[label] += parameters[label * (width + 1) + f] * feature;
        }
      }
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < classes; label++) {
      largest = Math.max(largest, into[label]);
    }
    double sum = 0;
    for (int label = 0; label < classes; label++) {
      into[label] = StrictMath.exp(into[label] - largest);
      sum += into[label];
    }
    for (int label = 0; label < classes; label++) {
      into[label] /= sum;
    }
  }

  Measures measure(float[] parameters, LabelledRows rows) {
    double[] exact = doubles(parameters);
    double[] row = new double[classes];
    double[][] byLabel = new double[classes][rows.count()];
    double loss = 0;
    int right = 0;
    for (int i = 0; i < rows.count(); i++) {
      probabilities(exact, rows, i, row);
      int label = rows.labels()[i];
      int likeliest = 0;
      for (int other = 0; other < classes; other++) {
        byLabel[other][i] = row[other];
        likeliest = row[other] > row[likeliest] ? other : likeliest;
      }
      loss -= StrictMath.log(Math.max(row[label], LEAST_PROBABILITY));
      right += likeliest == label ? 1 : 0;
    }
    return new Measures(
        loss / rows.count(), (double) right / rows.count(), auc(byLabel, rows.labels()));
  }

  static double[] doubles(float[] parameters) {
    double[] exact = new double[parameters.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = parameters[i];
    }
    return exact;
  }

  /** Of two labels the second against the first; a label that does not occur counts for nothing. */
  private double auc(double[][] byLabel, int[] labels) {
    double sum = 0;
    int counted = 0;
    for (int label = classes == 2 ? 1 : 0; label < classes; label++) {
      double[] targets = new double[labels.length];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = labels[i] == label ? 1 : 0;
      }
      OptionalDouble one =
          new Evaluation(
                  ModelType.CHURN_PREDICTION, targets.length, 0, 0, 0, byLabel[label], targets)
              .metric();
      sum += one.orElse(0);
      counted += one.isPresent() ? 1 : 0;
    }
    return counted == 0 ? 0.5 : sum / counted;
  }
}
