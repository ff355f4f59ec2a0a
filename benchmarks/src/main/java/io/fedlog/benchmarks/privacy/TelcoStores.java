package io.fedlog.benchmarks.privacy;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.data.Stores;
import io.fedlog.agent.train.Evaluation;
import io.fedlog.agent.train.LocalUpdate;
import io.fedlog.agent.train.StoreLearner;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.PublicFeatures;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of churn_telco as so many stores' own, each with those customers whose id's SHA-256 says
 * so, and each with its learner as agents have it.
 */
final class TelcoStores {
  private static final String TARGET = "Churn";

  private final List<StoreLearner> learners;
  private final ModelSpec spec;
  private final FeatureSpace space;
  private final TrainingSettings settings;

  private TelcoStores(
      List<StoreLearner> learners, ModelSpec spec, FeatureSpace space, TrainingSettings settings) {
    this.learners = learners;
    this.spec = spec;
    this.space = space;
    this.settings = settings;
  }

  /**
   * Divides the file.
   *
   * @param division other customers at each store, and other held-out rows, for each number
   * @param features what everybody may know of the columns; the others are left out
   */
  static TelcoStores of(Path file, int stores, int division, String features) throws IOException {
    Map<String, String> config =
        Map.of(
            "model_type", "churn_prediction",
            "form", "linear",
            "local_part", "false",
            "store_column", "store",
            "target", TARGET);
    PublicFeatures known = PublicFeatures.parse(features).orBounds(TARGET, 0, 1);
    Vocabulary vocabulary = known.vocabulary();
    ModelSpec spec = ModelSpec.of(config);
    CsvFile divided =
        CsvFile.parse(file.toString(), withStores(Files.readString(file), stores, division));
    Map<String, StoreData> rows = Stores.divide(divided, DataOptions.of(config));
    List<StoreLearner> learners = rows.values().stream().map(StoreLearner::new).toList();
    learners.forEach(learner -> learner.agree(vocabulary));
    return new TelcoStores(
        learners,
        spec,
        spec.featureSpace(vocabulary, known.moments()),
        TrainingSettings.of(config));
  }

  /** A first column that names each row's store. */
  private static String withStores(String csv, int stores, int division) {
    StringBuilder text = new StringBuilder("store,");
    csv.lines().limit(1).forEach(header -> text.append(header).append('\n'));
    csv.lines()
        .skip(1)
        .forEach(
            row -> {
              String customer = row.substring(0, row.indexOf(','));
              text.append("s%02d,".formatted(storeOf(division + ":" + customer, stores)))
                  .append(row)
                  .append('\n');
            });
    return text.toString();
  }

  /** The first 8 hex digits of the SHA-256 of division and id, modulo the stores. */
  private static long storeOf(String customer, int stores) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(customer.getBytes(StandardCharsets.UTF_8));
      return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt()) % stores;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  int count() {
    return learners.size();
  }

  /** The version that training begins with. */
  double[] first() {
    return InitialParameters.of(spec, space);
  }

  /** What one store makes of a version: parameters, in floats. */
  double[] train(int store, double[] base) {
    LocalUpdate update = learners.get(store).train(space, spec, settings, base, 1);
    return update.parameters();
  }

  /** Area under the ROC curve over all stores' held-out rows. */
  double auc(double[] model) {
    List<Evaluation> parts =
        learners.stream()
            .map(learner -> learner.evaluate(space, spec, model).globalOnly())
            .toList();
    return Evaluation.pool(parts).metric().orElseThrow();
  }

  /** Held-out and training rows. */
  Map<String, Integer> rows() {
    int held =
        learners.stream()
            .mapToInt(one -> one.evaluate(space, spec, first()).globalOnly().rows())
            .sum();
    int trained = learners.stream().mapToInt(StoreLearner::trainingRows).sum();
    return new TreeMap<>(Map.of("held out", held, "training", trained));
  }
}
