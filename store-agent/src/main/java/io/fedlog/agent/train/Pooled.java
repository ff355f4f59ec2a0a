package io.fedlog.agent.train;

import io.fedlog.learning.features.Feature;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.Form;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The model nobody may train in reality: one of all rows, the store being a category. Linear: ridge
 * chosen as the local part's is. Multilayer: Adam at a falling rate.
 */
final class Pooled {
  private static final int BATCH = 256;
  private static final int EPOCHS = 8;
  private static final double[] RATES = {1, 0.3, 0.1};

  private final ModelSpec spec;
  private final FeatureSpace space;
  private final TrainingSettings settings;
  private final long seed;

  Pooled(ModelSpec spec, FeatureSpace space, TrainingSettings settings, long seed) {
    this.spec = spec;
    this.space = space;
    this.settings = settings;
    this.seed = seed;
  }

  /** One model of all stores' training rows on all stores' held-out rows. */
  Evaluation evaluate(List<Samples> training, List<Samples> held) {
    Samples rows = withStores(training);
    Samples test = withStores(held);
    Form form = spec.form(space);
    ModelSpec same =
        new ModelSpec(
            spec.type(),
            form,
            spec.hidden(),
            spec.clusters(),
            spec.restarts(),
            spec.seed(),
            spec.target(),
            false);
    Predictor predictor = Predictor.of(same, wider(training.size()));
    if (form == Form.MULTILAYER) {
      double[] parameters = InitialParameters.of(same, predictor.space());
      for (int stage = 0; stage < RATES.length; stage++) {
        TrainingSettings slower =
            new TrainingSettings(
                Math.max(EPOCHS, settings.epochs()),
                BATCH,
                RATES[stage] * settings.learningRate(),
                settings.proximal());
        parameters = predictor.train(rows, parameters, slower, seed + stage);
      }
      return predictor.measure(predictor.scores(test, parameters), test.y());
    }
    Response response = predictor.response();
    double[] targets = rows.normalised(response);
    double average = response.scoreOf(Arrays.stream(targets).average().orElse(0));
    double[] start = new double[rows.rows()];
    Arrays.fill(start, average);
    double[] scores = LocalPart.fit(rows, start, targets, response).ownScores(test);
    for (int i = 0; i < scores.length; i++) {
      scores[i] += average;
    }
    return predictor.measure(scores, test.y());
  }

  private FeatureSpace wider(int stores) {
    List<Feature> features = new ArrayList<>(space.features());
    for (int store = 0; store < stores; store++) {
      // The column's name cannot be one of the file's: a header holds no line break here.
      String name = "store\n" + store;
      double spread = Math.sqrt(stores - 1.0) / stores;
      features.add(new Feature(name, "store\n", Feature.Part.CATEGORY, name, 0, 1, spread));
    }
    return new FeatureSpace(
        features, space.rows(), space.targetMean(), space.targetDeviation());
  }

  private static Samples withStores(List<Samples> parts) {
    List<Samples> wider = new ArrayList<>();
    for (int store = 0; store < parts.size(); store++) {
      Samples part = parts.get(store);
      int width = part.width() + parts.size();
      double[] x = new double[part.rows() * width];
      for (int row = 0; row < part.rows(); row++) {
        System.arraycopy(part.x(), row * part.width(), x, row * width, part.width());
        x[row * width + part.width() + store] = 1;
      }
      wider.add(new Samples(x, part.rows(), width, part.y()));
    }
    return Samples.concat(wider);
  }
}
