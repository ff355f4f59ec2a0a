package io.fedlog.agent.train;

import io.fedlog.learning.client.ControlVariates;
import io.fedlog.learning.client.LocalSteps;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ControlArrays;
import io.fedlog.learning.model.ParameterLayout;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Arrays;
import java.util.Map;

/** A store's training of a supervised model, by the client method that its round asks for. */
final class ClientTraining {

  private final Predictor predictor;
  private final TrainingSettings settings;
  private final ClientTerms terms;
  private final ParameterLayout layout;
  private final LocalTensors local;

  /**
   * What came of a training.
   *
   * @param model the store's own, after its steps
   * @param upload what the round gets of it, in the layout of its base version
   * @param kept arrays that the store keeps, to be handed in when it trains on from what the round
   *     makes
   * @param metrics that the method states
   */
  record Trained(
      double[] model, double[] upload, Map<String, double[]> kept, Map<String, Double> metrics) {}

  /** Throws IllegalArgumentException when the model lacks arrays that the terms name. */
  ClientTraining(Predictor predictor, TrainingSettings settings, ClientTerms terms) {
    this.predictor = predictor;
    this.settings = settings;
    this.terms = terms;
    this.layout = predictor.spec().layout(predictor.space());
    this.local = new LocalTensors(terms.layout(layout), terms);
  }

  /**
   * Trains from a version.
   *
   * @param version flat, in the terms' layout
   * @param kept what the store kept of the round that made the version; of another size or none
   *     before its first round
   * @param seed of the order of rows
   */
  Trained train(Samples samples, double[] version, Map<String, double[]> kept, long seed) {
    terms.layout(layout).requireSize(version.length);
    double[] start = local.with(version, kept);
    return switch (terms.method()) {
      case FEDAVG, FEDPROX -> {
        double[] model = predictor.train(samples, start, settings, terms.mu(), seed);
        yield new Trained(model, local.shared(model, version), local.own(model), Map.of());
      }
      case FEDNOVA -> {
        long steps = settings.stepsFor(samples.rows());
        double[] model = stepped(samples, start, new double[start.length], seed);
        double[] normalised = LocalSteps.normalised(start, model, steps);
        yield new Trained(
            model,
            local.shared(normalised, version),
            local.own(model),
            Map.of(LocalSteps.METRIC, (double) steps));
      }
      case SCAFFOLD -> corrected(samples, version, kept, seed);
    };
  }

  private Trained corrected(
      Samples samples, double[] version, Map<String, double[]> kept, long seed) {
    double[] start = ControlArrays.model(layout, version);
    double[] common = ControlArrays.controls(layout, version);
    double[] own = kept.getOrDefault(ControlArrays.OWN, new double[0]);
    ControlVariates variates =
        new ControlVariates(common, own.length == start.length ? own : new double[start.length]);
    double[] model = stepped(samples, start, variates.correction(), seed);
    long steps = settings.stepsFor(samples.rows());
    double[] next = variates.next(start, model, steps, settings.learningRate());
    double[] upload = Arrays.copyOf(model, version.length);
    System.arraycopy(variates.upload(next, terms.share()), 0, upload, start.length, start.length);
    return new Trained(model, upload, Map.of(ControlArrays.OWN, next), Map.of());
  }

  private double[] stepped(Samples samples, double[] start, double[] correction, long seed) {
    return new PlainSteps(predictor.gradient(samples), correction)
        .train(start, samples.rows(), settings, seed);
  }
}
