package io.fedlog.agent.train;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What rows reach without the others, be they one store's or, for comparison, the whole chain's, as
 * a fair rival of the federation: the same form of model, shrinkage chosen as the local part's is,
 * and for the multilayer form the number of steps chosen on a fifth of its training rows, with the
 * linear form as a fallback when that is better. A network is then trained for that many steps on
 * all of them.
 */
final class LocalOnly {
  private static final int HOLD_OUT = 5;
  private static final int CHECKPOINTS = 8;

  /** The rate falls to this share of what it was, as averaging over stores calms the federation. */
  private static final double LAST_RATE = 0.1;

  private final Predictor predictor;
  private final TrainingSettings settings;
  private final int rounds;
  private final long seed;

  LocalOnly(ModelSpec spec, FeatureSpace space, TrainingSettings settings, int rounds, long seed) {
    predictor = Predictor.of(spec, space);
    this.settings = settings;
    this.rounds = rounds;
    this.seed = seed;
  }

  /** The store's own model on its held-out rows. */
  Evaluation evaluate(Samples training, Samples held) {
    double[] network = predictor.multilayer() ? network(training) : null;
    double[] fitted =
        network == null ? flat(training, training) : predictor.scores(training, network);
    double[] scores = network == null ? flat(training, held) : predictor.scores(held, network);
    double[] own = fit(training, fitted).ownScores(held);
    for (int i = 0; i < scores.length; i++) {
      scores[i] += own[i];
    }
    return predictor.measure(scores, held.y());
  }

  /** A network of its own, or null when a linear model predicts the fifth better. */
  private double @Nullable [] network(Samples training) {
    if (training.rows() < 2 * HOLD_OUT) {
      return null;
    }
    Samples kept = part(training, false);
    Samples fifth = part(training, true);
    double[] targets = fifth.normalised(predictor.response());
    double[] scores = flat(kept, fifth);
    double[] own = fit(kept, flat(kept, kept)).ownScores(fifth);
    for (int i = 0; i < scores.length; i++) {
      scores[i] += own[i];
    }
    double least = predictor.meanLoss(scores, targets);
    int best = 0;
    double[] parameters = InitialParameters.of(predictor.spec(), predictor.space());
    int every = Math.max(1, rounds / CHECKPOINTS);
    for (int round = 1; round <= rounds; round++) {
      parameters = predictor.train(kept, parameters, slowed(round), seed + round);
      if (round % every == 0) {
        double loss = predictor.meanLoss(predictor.scores(fifth, parameters), targets);
        if (loss < least) {
          least = loss;
          best = round;
        }
      }
    }
    return best == 0 ? null : trained(training, best);
  }

  /** As many rounds as were found best, on all training rows: the fifth was for choosing only. */
  private double[] trained(Samples training, int best) {
    double[] parameters = InitialParameters.of(predictor.spec(), predictor.space());
    for (int round = 1; round <= best; round++) {
      parameters = predictor.train(training, parameters, slowed(round), seed + round);
    }
    return parameters;
  }

  private TrainingSettings slowed(int round) {
    double rate = 1 - (1 - LAST_RATE) * (round - 1) / rounds;
    return new TrainingSettings(
        settings.epochs(),
        settings.batchSize(),
        rate * settings.learningRate(),
        settings.proximal());
  }

  private LocalPart fit(Samples samples, double[] scores) {
    Response response = predictor.response();
    return LocalPart.fit(samples, scores, samples.normalised(response), response);
  }

  /** The training rows' average as everybody's score. */
  private double[] flat(Samples training, Samples scored) {
    Response response = predictor.response();
    double average = Arrays.stream(training.normalised(response)).average().orElse(0);
    double[] scores = new double[scored.rows()];
    Arrays.fill(scores, response.scoreOf(average));
    return scores;
  }

  private static Samples part(Samples samples, boolean fifth) {
    int width = samples.width();
    int[] rows =
        IntStream.range(0, samples.rows()).filter(row -> (row % HOLD_OUT == 0) == fifth).toArray();
    double[] x = new double[rows.length * width];
    double[] y = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(samples.x(), rows[i] * width, x, i * width, width);
      y[i] = samples.y()[rows[i]];
    }
    return new Samples(x, rows.length, width, y);
  }
}
