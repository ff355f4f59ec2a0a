package io.fedlog.agent.train;

import io.fedlog.learning.features.Feature;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The model nobody may train in reality: one of all rows, the store being a category, learned as a
 * store alone would learn it.
 */
final class Pooled {
  private static final int BATCHES = 40;
  private static final int LEAST_BATCH = 64;
  private static final int LARGEST_BATCH = 512;
  private static final int ROUNDS = 30;

  private final ModelSpec spec;
  private final FeatureSpace space;
  private final TrainingSettings settings;

  Pooled(ModelSpec spec, FeatureSpace space, TrainingSettings settings) {
    this.spec = spec;
    this.space = space;
    this.settings = settings;
  }

  /** One model of all stores' training rows on all stores' held-out rows. */
  Evaluation evaluate(List<Samples> training, List<Samples> held) {
    Map<String, String> config = spec.toConfig();
    config.put("form", spec.form(space).name().toLowerCase(Locale.ROOT));
    int rows = training.stream().mapToInt(Samples::rows).sum();
    int batch = Math.min(Math.max(rows / BATCHES, LEAST_BATCH), LARGEST_BATCH);
    TrainingSettings larger =
        new TrainingSettings(0, batch, settings.learningRate(), settings.proximal());
    LocalOnly one =
        new LocalOnly(ModelSpec.of(config), wider(training.size()), larger, ROUNDS, spec.seed());
    return one.evaluate(withStores(training), withStores(held));
  }

  private FeatureSpace wider(int stores) {
    List<Feature> features = new ArrayList<>(space.features());
    for (int store = 0; store < stores; store++) {
      // The column's name cannot be one of the file's: a header holds no line break here.
      String name = "store\n" + store;
      double spread = Math.sqrt(stores - 1.0) / stores;
      features.add(new Feature(name, "store\n", Feature.Part.CATEGORY, name, 0, 1, spread));
    }
    return new FeatureSpace(features, space.rows(), space.targetMean(), space.targetDeviation());
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
