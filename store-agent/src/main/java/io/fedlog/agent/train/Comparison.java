package io.fedlog.agent.train;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The federated model beside the stores alone and the pooled model, on the same held-out rows: what
 * a demo reports. It needs all stores in one process.
 *
 * <p>For a segmentation a store alone is judged by its own centres over the whole chain's rows, and
 * {@code localOnly} is the mean over stores: with centres of its own each store would have several
 * times as many.
 *
 * @param metric rmse, auc or inertia
 * @param higherIsBetter which way is better
 * @param federated global model with local parts
 * @param globalOnly global model alone
 * @param pooled one model of all rows
 * @param localOnly each store alone
 * @param storesBetterThanAlone stores whose own rows the federated model serves better
 * @param storesCompared stores where both metrics exist
 * @param stores one by one, in the order they were given
 */
public record Comparison(
    String metric,
    boolean higherIsBetter,
    double federated,
    double globalOnly,
    double pooled,
    double localOnly,
    int storesBetterThanAlone,
    int storesCompared,
    List<StoreComparison> stores) {
  private static final int MOST_STEPS = 300;

  public Comparison {
    stores = List.copyOf(stores);
  }

  /**
   * Compares.
   *
   * @param rounds how many rounds the global model was trained
   */
  public static Comparison of(
      List<StoreLearner> stores,
      FeatureSpace space,
      ModelSpec spec,
      TrainingSettings settings,
      double[] global,
      int rounds) {
    if (!spec.type().supervised()) {
      return ofSegments(stores, space, spec, global);
    }
    List<Samples> training = stores.stream().map(s -> s.training(space)).toList();
    List<Samples> held = stores.stream().map(s -> s.evaluation(space)).toList();
    LocalOnly localOnly = new LocalOnly(spec, space, settings, rounds, spec.seed());
    List<StoreEvaluation> federated =
        stores.parallelStream().map(s -> s.evaluate(space, spec, global)).toList();
    List<Evaluation> own =
        IntStream.range(0, stores.size())
            .parallel()
            .mapToObj(i -> localOnly.evaluate(training.get(i), held.get(i)))
            .toList();
    int better = 0;
    int compared = 0;
    List<StoreComparison> each = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      Evaluation ours = federated.get(i).federated();
      boolean both = ours.metric().isPresent() && own.get(i).metric().isPresent();
      compared += both ? 1 : 0;
      better += both && ours.betterThan(own.get(i)) ? 1 : 0;
      each.add(
          new StoreComparison(
              stores.get(i).storeId(), ours.rows(), ours.metric(), own.get(i).metric()));
    }
    Evaluation pooled = new Pooled(spec, space, settings).evaluate(training, held);
    return new Comparison(
        spec.type().metric(),
        spec.type().higherIsBetter(),
        metric(Evaluation.pool(federated.stream().map(StoreEvaluation::federated).toList())),
        metric(Evaluation.pool(federated.stream().map(StoreEvaluation::globalOnly).toList())),
        metric(pooled),
        metric(Evaluation.pool(own)),
        better,
        compared,
        each);
  }

  private static Comparison ofSegments(
      List<StoreLearner> stores, FeatureSpace space, ModelSpec spec, double[] global) {
    Segmentation segmentation = new Segmentation(spec, space);
    Samples all = Samples.concat(stores.stream().map(s -> s.evaluation(space)).toList());
    Samples training = Samples.concat(stores.stream().map(s -> s.training(space)).toList());
    double federated = segmentation.inertia(all, global);
    List<Double> own = new ArrayList<>();
    List<StoreComparison> each = new ArrayList<>();
    for (StoreLearner store : stores) {
      double[] centres = converged(segmentation, store.training(space), spec, space);
      double alone = segmentation.inertia(all, centres);
      own.add(alone);
      each.add(
          new StoreComparison(
              store.storeId(),
              store.evaluation(space).rows(),
              OptionalDouble.of(federated),
              OptionalDouble.of(alone)));
    }
    return new Comparison(
        spec.type().metric(),
        spec.type().higherIsBetter(),
        federated,
        federated,
        segmentation.inertia(all, converged(segmentation, training, spec, space)),
        own.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
        (int) own.stream().filter(inertia -> federated < inertia).count(),
        own.size(),
        each);
  }

  private static double[] converged(
      Segmentation segmentation, Samples rows, ModelSpec spec, FeatureSpace space) {
    double[] model = InitialParameters.of(spec, space);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] next = segmentation.step(rows, model);
      boolean still = Arrays.equals(model, next);
      model = next;
      if (still) {
        break;
      }
    }
    return model;
  }

  private static double metric(Evaluation evaluation) {
    OptionalDouble metric = evaluation.metric();
    return metric.orElseThrow(
        () ->
            new IllegalStateException(
                "no "
                    + evaluation.type().metric()
                    + " can be measured: "
                    + evaluation.rows()
                    + " held-out rows"));
  }
}
