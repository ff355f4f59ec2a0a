package io.fedlog.standalone.replay;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.data.Stores;
import io.fedlog.agent.train.Evaluation;
import io.fedlog.agent.train.StoreEvaluation;
import io.fedlog.agent.train.StoreLearner;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ControlArrays;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What models of one training configuration do on held-out rows: those rows of a file whose hash
 * says so, as agents hold them out, their features prepared as the version's preparations say.
 * Every model is measured on the same rows. For one thread.
 */
public final class ModelEvaluation {
  private static final String VOCABULARY = ".vocabulary";
  private static final String MOMENTS = ".moments";

  private final ModelSpec spec;
  private final FeatureSpace space;
  private final List<StoreLearner> stores;

  private ModelEvaluation(ModelSpec spec, FeatureSpace space, List<StoreLearner> stores) {
    this.spec = spec;
    this.space = space;
    this.stores = stores;
  }

  /**
   * Reads held-out rows.
   *
   * @param version whose training configuration says how the columns are used
   * @param requires the preparations that the version names, whole
   * @param file of one store, or of several that are told apart by the configuration's store
   *     columns
   * @throws DataException when the rows do not fit the configuration
   * @throws IllegalArgumentException when a preparation is missing, or the configuration is none of
   *     the built-in trainer's
   */
  public static ModelEvaluation of(ModelManifest version, List<Model> requires, CsvFile file) {
    Map<String, String> config = new HashMap<>(version.getTrainingConfig());
    config.putIfAbsent("model_type", version.getModelType());
    ModelSpec spec = ModelSpec.of(config);
    Vocabulary vocabulary = Vocabulary.parse(need(version, requires, VOCABULARY).toByteArray());
    Moments moments = Moments.of(vocabulary, need(version, requires, MOMENTS).doubles());
    List<StoreLearner> learners = new ArrayList<>();
    int held = 0;
    for (StoreData store : rows(file, config)) {
      held += store.evaluationRows();
      StoreLearner learner = new StoreLearner(store);
      learner.agree(vocabulary);
      learners.add(learner);
    }
    if (held == 0) {
      throw new DataException(
          file.name() + " has no held-out row to measure on; give it more rows");
    }
    return new ModelEvaluation(spec, spec.featureSpace(vocabulary, moments), learners);
  }

  /**
   * A file of one store need not have the chain's store columns; if it has several, it is divided.
   */
  private static List<StoreData> rows(CsvFile file, Map<String, String> config) {
    DataOptions options = DataOptions.of(config);
    List<String> there = options.storeColumns().stream().filter(file.header()::contains).toList();
    boolean several =
        !there.isEmpty()
            && there.size() == options.storeColumns().size()
            && Stores.rows(file, there, "the configuration's store_column").size() > 1;
    if (several) {
      return List.copyOf(Stores.divide(file, options).values());
    }
    Map<String, String> one = new HashMap<>(config);
    one.put("store_column", String.join(",", there));
    return List.of(StoreData.ofFile(file.name(), file, DataOptions.of(one)));
  }

  private static Model need(ModelManifest version, List<Model> models, String suffix) {
    return models.stream()
        .filter(model -> model.manifest().getModelType().endsWith(suffix))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s version %d requires %s; expected a version of a type that ends with %s: only models of the built-in trainer can be measured"
                        .formatted(version.getModelType(), version.getVersion(), models, suffix)));
  }

  /**
   * Measures one model.
   *
   * @param parameters flat, in the order of the version's layout
   * @return {@code evaluation_rows}, {@code evaluation_loss} (a mean over rows) and the model
   *     type's own: {@code rmse}, {@code auc} with {@code accuracy}, or {@code inertia}. The model
   *     alone; where the configuration has stores add a part of their own, that model's figures
   *     too, with {@code _with_local_parts} behind their names
   * @throws IllegalArgumentException when there are not as many parameters as the layout says
   */
  public SortedMap<String, Double> numbers(double[] parameters) {
    double[] global = ControlArrays.model(spec.layout(space), parameters);
    List<StoreEvaluation> each =
        stores.stream().map(store -> store.evaluate(space, spec, global)).toList();
    SortedMap<String, Double> numbers = new TreeMap<>(pooled(each, StoreEvaluation::globalOnly));
    if (spec.type().supervised() && spec.localPart()) {
      pooled(each, StoreEvaluation::federated)
          .forEach(
              (name, value) -> {
                if (!name.equals("evaluation_rows")) {
                  numbers.put(name + "_with_local_parts", value);
                }
              });
    }
    return numbers;
  }

  private static SortedMap<String, Double> pooled(
      List<StoreEvaluation> each, Function<StoreEvaluation, Evaluation> which) {
    return Evaluation.pool(each.stream().map(which).toList()).numbers();
  }
}
