package io.fedlog.agent.train;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.Form;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;

/** A supervised model of either form: trains parameters and scores rows with them. */
record Predictor(ModelSpec spec, FeatureSpace space, Response response) {
  static Predictor of(ModelSpec spec, FeatureSpace space) {
    return new Predictor(spec, space, Response.of(spec.type(), space));
  }

  boolean multilayer() {
    return spec.form(space) == Form.MULTILAYER;
  }

  double[] train(Samples samples, double[] base, TrainingSettings settings, long seed) {
    return train(samples, base, settings, 0, seed);
  }

  /**
   * Trains with FedProx's pull towards the base.
   *
   * @param mu per row; 0 for none, or in the linear form for the settings' own
   */
  double[] train(Samples samples, double[] base, TrainingSettings settings, double mu, long seed) {
    if (multilayer()) {
      return network().train(samples, response, base, settings, mu, seed);
    }
    // Its loss is the sum over the rows, not their mean: the pull is as many times larger.
    double pull = mu > 0 ? mu * samples.rows() : settings.proximal();
    return LinearTrainer.train(samples, response, base, pull, settings.newtonSteps());
  }

  /** The gradient of the mean loss of some of the rows. */
  PlainSteps.Gradient gradient(Samples samples) {
    double[] targets = samples.normalised(response);
    if (multilayer()) {
      MultilayerTrainer network = network();
      return (parameters, order, from, to) ->
          network.gradient(samples, targets, response, parameters, order, from, to);
    }
    return (parameters, order, from, to) ->
        LinearTrainer.gradient(samples, targets, response, parameters, order, from, to);
  }

  double[] scores(Samples samples, double[] parameters) {
    spec.layout(space).requireSize(parameters.length);
    return multilayer()
        ? network().scores(samples, parameters)
        : LinearTrainer.scores(samples, parameters);
  }

  double meanLoss(double[] scores, double[] targets) {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += response.loss(scores[i], targets[i]);
    }
    return sum / scores.length;
  }

  /** Measures scores against targets in their own unit. */
  Evaluation measure(double[] scores, double[] targets) {
    double squares = 0;
    int right = 0;
    double loss = 0;
    for (int i = 0; i < scores.length; i++) {
      double predicted = response.predict(scores[i]);
      squares += (predicted - targets[i]) * (predicted - targets[i]);
      right += (predicted >= 0.5) == (targets[i] >= 0.5) ? 1 : 0;
      loss += response.loss(scores[i], response.normalise(targets[i]));
    }
    return new Evaluation(spec.type(), scores.length, loss, squares, right, scores, targets);
  }

  private MultilayerTrainer network() {
    return new MultilayerTrainer(space.width(), spec.hidden());
  }
}
