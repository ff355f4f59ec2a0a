package io.fedlog.agent.train;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.ModelType;

/**
 * How a model's score f stands for the target. Regression: (y - mean) / deviation. Counts: y / mean
 * = exp(s f), where s is the spread of ln y that mean and deviation imply, so that scores have
 * about unit deviation in every type and one learning rate and one pull serve all. Labels: the
 * logit.
 *
 * <p>Losses are negative log likelihoods up to a constant, per row, in the unit of f squared.
 */
record Response(ModelType type, double mean, double scale) {
  /** Beyond it exp and the logistic curve are flat enough that a step would be meaningless. */
  private static final double LARGEST_EXPONENT = 30;

  private static final double LEAST_WEIGHT = 1e-6;

  static Response of(ModelType type, FeatureSpace space) {
    double mean = space.targetMean();
    double deviation = space.targetDeviation();
    return switch (type) {
      case SALES_FORECAST -> new Response(type, mean, deviation);
      case DEMAND_PREDICTION -> {
        double variation = deviation / mean;
        yield new Response(type, mean, Math.sqrt(Math.log1p(variation * variation)));
      }
      case CHURN_PREDICTION -> new Response(type, 0, 1);
      case CUSTOMER_SEGMENTATION ->
          throw new IllegalArgumentException("customer_segmentation has no target");
    };
  }

  /** The target in the score's terms. */
  double normalise(double target) {
    return switch (type) {
      case SALES_FORECAST -> (target - mean) / scale;
      case DEMAND_PREDICTION -> target / mean;
      default -> target;
    };
  }

  /** The prediction in the target's unit: a number, an expected count, or a probability. */
  double predict(double score) {
    return switch (type) {
      case SALES_FORECAST -> mean + scale * score;
      case DEMAND_PREDICTION -> mean * relative(score);
      default -> probability(score);
    };
  }

  /** The loss of a score for a normalised target. */
  double loss(double score, double target) {
    return switch (type) {
      case SALES_FORECAST -> 0.5 * (score - target) * (score - target);
      case DEMAND_PREDICTION -> (relative(score) - target * exponent(score)) / (scale * scale);
      default -> Math.max(score, 0) - score * target + Math.log1p(Math.exp(-Math.abs(score)));
    };
  }

  /** Its derivative by the score. */
  double gradient(double score, double target) {
    return switch (type) {
      case SALES_FORECAST -> score - target;
      case DEMAND_PREDICTION -> (relative(score) - target) / scale;
      default -> probability(score) - target;
    };
  }

  /** Its second derivative, kept above 0. */
  double curvature(double score) {
    return switch (type) {
      case SALES_FORECAST -> 1;
      case DEMAND_PREDICTION -> Math.max(relative(score), LEAST_WEIGHT);
      default -> {
        double p = probability(score);
        yield Math.max(p * (1 - p), LEAST_WEIGHT);
      }
    };
  }

  /** Whether the loss is quadratic, so that one Newton step is the answer. */
  boolean quadratic() {
    return type == ModelType.SALES_FORECAST;
  }

  /** The score of a constant prediction. */
  double scoreOf(double average) {
    return switch (type) {
      case SALES_FORECAST -> average;
      case DEMAND_PREDICTION -> Math.log(Math.max(average, 1e-3)) / scale;
      default -> {
        double rate = Math.min(Math.max(average, 1e-3), 1 - 1e-3);
        yield Math.log(rate / (1 - rate));
      }
    };
  }

  private double exponent(double score) {
    return Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, scale * score));
  }

  private double relative(double score) {
    return Math.exp(exponent(score));
  }

  private static double probability(double score) {
    return 1 / (1 + Math.exp(-score));
  }
}
