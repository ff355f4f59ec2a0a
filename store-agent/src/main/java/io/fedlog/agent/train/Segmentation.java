package io.fedlog.agent.train;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;

/**
 * k-means (Lloyd, 1982) as sums: a model holds, for several restarts side by side, the sum and
 * count of each centre's rows and the inertia that the assignment had. Adding the stores' vectors
 * gives the pooled step exactly. A centre that lost all its rows returns to where it began.
 */
final class Segmentation {
  private final int restarts;
  private final int clusters;
  private final int width;
  private final double[] initial;

  Segmentation(ModelSpec spec, FeatureSpace space) {
    restarts = spec.restarts();
    clusters = spec.clusters();
    width = space.width();
    initial = InitialParameters.of(spec, space);
  }

  /** One store's sums, counts and inertia around the model's centres. */
  double[] step(Samples samples, double[] model) {
    double[] centres = centres(model);
    double[] next = new double[model.length];
    int counts = restarts * clusters * width;
    int inertia = counts + restarts * clusters;
    for (int row = 0; row < samples.rows(); row++) {
      for (int restart = 0; restart < restarts; restart++) {
        int nearest = nearest(samples, row, centres, restart);
        for (int f = 0; f < width; f++) {
          next[nearest * width + f] += samples.x()[row * width + f];
        }
        next[counts + nearest] += 1;
        next[inertia + restart] += distance(samples, row, centres, nearest);
      }
    }
    return next;
  }

  /** The inertia of rows around the centres of the model's best restart. */
  double inertia(Samples samples, double[] model) {
    double[] centres = centres(model);
    int best = best(model);
    double sum = 0;
    for (int row = 0; row < samples.rows(); row++) {
      sum += distance(samples, row, centres, nearest(samples, row, centres, best));
    }
    return sum;
  }

  /** The lowest inertia on the log; the first restart before there is any. */
  double leastInertia(double[] model) {
    return model[model.length - restarts + best(model)];
  }

  private int best(double[] model) {
    int best = 0;
    int inertia = model.length - restarts;
    for (int restart = 1; restart < restarts; restart++) {
      best = model[inertia + restart] < model[inertia + best] ? restart : best;
    }
    return best;
  }

  private double[] centres(double[] model) {
    int counts = restarts * clusters * width;
    double[] centres = new double[counts];
    for (int centre = 0; centre < restarts * clusters; centre++) {
      double count = model[counts + centre];
      for (int f = 0; f < width; f++) {
        int at = centre * width + f;
        centres[at] = count > 0 ? model[at] / count : initial[at];
      }
    }
    return centres;
  }

  private int nearest(Samples samples, int row, double[] centres, int restart) {
    int nearest = restart * clusters;
    double least = distance(samples, row, centres, nearest);
    for (int centre = nearest + 1; centre < (restart + 1) * clusters; centre++) {
      double distance = distance(samples, row, centres, centre);
      if (distance < least) {
        least = distance;
        nearest = centre;
      }
    }
    return nearest;
  }

  private double distance(Samples samples, int row, double[] centres, int centre) {
    double sum = 0;
    for (int f = 0; f < width; f++) {
      double difference = samples.x()[row * width + f] - centres[centre * width + f];
      sum += difference * difference;
    }
    return sum;
  }
}
