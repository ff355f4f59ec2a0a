package io.fedlog.agent.train;

import io.fedlog.agent.data.StoreData;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One store's side of a plan: what it saw, its moments, its updates, and what a global model with
 * its own local part does on its held-out rows. Not thread-safe; stores are independent of each
 * other.
 */
public final class StoreLearner {
  private final StoreData data;
  private @Nullable Vocabulary vocabulary;
  private @Nullable FeatureSpace encodedSpace;
  private @Nullable Samples training;
  private @Nullable Samples evaluation;
  private @Nullable LocalPart localPart;
  private @Nullable String rowsDigest;

  public StoreLearner(StoreData data) {
    this.data = data;
  }

  /** The store's name. */
  public String storeId() {
    return data.storeId();
  }

  /** Which rows it trains on; see {@link StoreData#rowsDigest}. Not to be told. */
  public String rowsDigest() {
    if (rowsDigest == null) {
      rowsDigest = data.rowsDigest();
    }
    return rowsDigest;
  }

  /** How many rows it trains on. */
  public int trainingRows() {
    return data.trainingRows();
  }

  /** What the store saw, for the vocabulary round: TEXT payload. */
  public byte[] vocabularyPayload() {
    return Vocabulary.of(data.seenColumns()).toBytes();
  }

  /** The store's moments, for the moments round. */
  public double[] moments(Vocabulary agreed) {
    this.vocabulary = agreed;
    return Moments.of(agreed, data.trainingRows(), data.trainingColumns(agreed)).values();
  }

  /** Tells the agreed vocabulary to a store that did not take part in the moments round. */
  public void agree(Vocabulary agreed) {
    this.vocabulary = agreed;
  }

  /**
   * Trains from the global model on the store's own rows.
   *
   * @param base flat, in the layout's order
   * @param seed of the order of rows
   */
  public LocalUpdate train(
      FeatureSpace space, ModelSpec spec, TrainingSettings settings, double[] base, long seed) {
    return train(space, spec, settings, ClientTerms.plain(), base, Map.of(), seed);
  }

  /**
   * The same by the client method that the round asks for.
   *
   * @param base flat, in the terms' layout
   * @param kept what {@link LocalUpdate#kept} was for the round that made the base
   */
  public LocalUpdate train(
      FeatureSpace space,
      ModelSpec spec,
      TrainingSettings settings,
      ClientTerms terms,
      double[] base,
      Map<String, double[]> kept,
      long seed) {
    Samples samples = training(space);
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("training_samples", (double) samples.rows());
    if (!spec.type().supervised()) {
      terms.requirePlain(spec.type().wireName());
      spec.layout(space).requireSize(base.length);
      Segmentation segmentation = new Segmentation(spec, space);
      double[] sums = segmentation.step(samples, base);
      metrics.put("loss", segmentation.leastInertia(sums) / samples.rows());
      return new LocalUpdate(sums, samples.rows(), metrics, Map.of());
    }
    Predictor predictor = Predictor.of(spec, space);
    ClientTraining.Trained trained =
        new ClientTraining(predictor, settings, terms).train(samples, base, kept, seed);
    metrics.putAll(trained.metrics());
    double[] model = rounded(trained.model());
    Evaluation fit = predictor.measure(predictor.scores(samples, model), samples.y());
    metrics.put("loss", fit.loss() / fit.rows());
    fit.metric().ifPresent(value -> metrics.put("training_" + spec.type().metric(), value));
    if (fit.numbers().containsKey("accuracy")) {
      metrics.put("accuracy", fit.numbers().get("accuracy"));
    }
    return new LocalUpdate(rounded(trained.upload()), samples.rows(), metrics, trained.kept());
  }

  private static double[] rounded(double[] values) {
    return Arrays.stream(values).map(value -> (float) value).toArray();
  }

  /** What the global model does on held-out rows, alone and with the store's local part. */
  public StoreEvaluation evaluate(FeatureSpace space, ModelSpec spec, double[] global) {
    return evaluate(space, spec, global, null);
  }

  /**
   * The same with the local part that {@link #localState} gave for this model before a restart.
   *
   * @param kept null or of another width: the part is fitted to the training rows
   */
  public StoreEvaluation evaluate(
      FeatureSpace space, ModelSpec spec, double[] global, byte @Nullable [] kept) {
    Samples held = evaluation(space);
    if (!spec.type().supervised()) {
      double inertia = new Segmentation(spec, space).inertia(held, global);
      Evaluation sums =
          new Evaluation(spec.type(), held.rows(), inertia, 0, 0, new double[0], new double[0]);
      return new StoreEvaluation(storeId(), sums, sums, Double.POSITIVE_INFINITY);
    }
    Predictor predictor = Predictor.of(spec, space);
    LocalPart own = kept == null ? null : LocalPart.parse(kept);
    if (own == null || own.width() != space.width()) {
      own = spec.localPart() ? fit(predictor, global) : LocalPart.none(space.width());
    }
    localPart = own;
    double[] scores = predictor.scores(held, global);
    Evaluation alone = predictor.measure(scores.clone(), held.y());
    double[] added = own.ownScores(held);
    for (int i = 0; i < scores.length; i++) {
      scores[i] += added[i];
    }
    Evaluation both = predictor.measure(scores, held.y());
    return new StoreEvaluation(storeId(), both, alone, own.strength());
  }

  /** The local part as it was last fitted; empty when there is none yet. */
  public byte[] localState() {
    return localPart == null ? new byte[0] : localPart.toBytes();
  }

  private LocalPart fit(Predictor predictor, double[] global) {
    Samples samples = training(predictor.space());
    return LocalPart.fit(
        samples,
        predictor.scores(samples, global),
        samples.normalised(predictor.response()),
        predictor.response());
  }

  Samples training(FeatureSpace space) {
    encode(space);
    return required(training);
  }

  Samples evaluation(FeatureSpace space) {
    encode(space);
    return required(evaluation);
  }

  private void encode(FeatureSpace space) {
    if (space.equals(encodedSpace)) {
      return;
    }
    training = samples(space, true);
    evaluation = samples(space, false);
    encodedSpace = space;
  }

  private Samples samples(FeatureSpace space, boolean train) {
    int rows = train ? data.trainingRows() : data.evaluationRows();
    double[] x = space.encode(rows, data.featureColumns(required(vocabulary), train));
    return new Samples(x, rows, space.width(), data.targets(train));
  }

  private <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(
          "store "
              + storeId()
              + " does not know the agreed vocabulary; call moments or agree first");
    }
    return value;
  }
}
