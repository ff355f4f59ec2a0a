package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.features.Feature;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A linear model of one feature that is 0 in every row, so that only the intercept b learns: a row
 * with the target y has the loss (b - y)^2 / 2 and the gradient b - y.
 */
class ClientTrainingTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(List.of(new Feature("x", "x", Feature.Part.VALUE, "", 0, 1, 1)), 100, 0, 1);
  private static final double[] ZEROS = {0, 0};

  /**
   * Two steps of 0.1 from 0 towards 1, corrected by c - c_i = 0.5 - 0.25: gradients -1 and -0.925,
   * steps to 0.075 and 0.1425. The variate is the mean of the gradients, -0.9625; with half of the
   * stores the upload has 0.5 + 0.5 (-0.9625 - 0.25).
   */
  @Test
  void shouldCorrectItsSteps_whenItIsScaffold() {
    ClientTraining.Trained trained =
        training("client_method=scaffold scaffold_share=0.5 epochs=2")
            .train(rows(1, 1), new double[] {0, 0, 0, 0.5}, kept(new double[] {0, 0.25}), 7);

    assertThat(trained.model()).containsExactly(new double[] {0, 0.1425}, within(1e-15));
    assertThat(trained.upload())
        .containsExactly(new double[] {0, 0.1425, 0, -0.10625}, within(1e-15));
    assertThat(trained.kept().get("control"))
        .containsExactly(new double[] {0, -0.9625}, within(1e-15));
    assertThat(trained.metrics()).isEmpty();
  }

  @Test
  void shouldBeginWithoutAVariate_whenNoneIsKeptOrTheModelWasAnother() {
    ClientTraining scaffold = training("client_method=scaffold epochs=1");
    double[] version = {0, 0, 0, 0.5};

    double[] first = scaffold.train(rows(1, 1), version, Map.of(), 7).upload();

    // One step of 0.1 along -1 + 0.5; the variate -1, and c + (-1 - 0).
    assertThat(first).containsExactly(new double[] {0, 0.05, 0, -0.5}, within(1e-15));
    assertThat(scaffold.train(rows(1, 1), version, kept(new double[9]), 7).upload())
        .isEqualTo(first);
    assertThatThrownBy(() -> scaffold.train(rows(1, 1), ZEROS, Map.of(), 7))
        .hasMessageContaining("a model of 2 parameters came, expected 4");
  }

  /** One step towards 1, and four towards -1 where there are four rows in batches of one. */
  @Test
  void shouldDivideByTheSteps_whenItIsFedNova() {
    ClientTraining nova = training("client_method=fednova epochs=1 batch_size=1");

    ClientTraining.Trained one = nova.train(rows(1, 1), ZEROS, Map.of(), 7);
    ClientTraining.Trained four = nova.train(rows(4, -1), ZEROS, Map.of(), 7);

    assertThat(one.upload()).containsExactly(new double[] {0, 0.1}, within(1e-15));
    assertThat(one.metrics()).isEqualTo(Map.of("local_steps", 1.0));
    double far = -(1 - Math.pow(0.9, 4));
    assertThat(four.model()).containsExactly(new double[] {0, far}, within(1e-15));
    assertThat(four.upload()).containsExactly(new double[] {0, far / 4}, within(1e-15));
    assertThat(four.metrics()).isEqualTo(Map.of("local_steps", 4.0));
    assertThat(four.kept()).isEmpty();
  }

  /** The intercept stays at the store, which goes on from its own 1 with two steps towards -1. */
  @Test
  void shouldKeepItsOwnArrays_whenItIsFedNova() {
    ClientTraining nova = training("client_method=fednova epochs=2 local_tensors=intercept");

    ClientTraining.Trained trained =
        nova.train(rows(1, -1), new double[] {0, 5}, Map.of("intercept", new double[] {1}), 7);

    double own = -1 + 2 * 0.81;
    assertThat(trained.kept().get("intercept")).containsExactly(new double[] {own}, within(1e-15));
    assertThat(trained.upload()).containsExactly(0, 5);
  }

  @Test
  void shouldTakeAllRowsInAnOrderOfItsSeed_whenStepsArePlain() {
    Random random = new Random(1);
    double[] x = random.doubles(10).toArray();
    Samples samples = new Samples(x, 10, 1, random.doubles(10).toArray());
    ClientTraining nova = training("client_method=fednova epochs=3 batch_size=4");

    double[] once = nova.train(samples, ZEROS, Map.of(), 7).model();

    assertThat(nova.train(samples, ZEROS, Map.of(), 7).model()).isEqualTo(once);
    assertThat(nova.train(samples, ZEROS, Map.of(), 8).model()).isNotEqualTo(once);
    assertThat(nova.train(samples, ZEROS, Map.of(), 7).metrics().get("local_steps"))
        .isEqualTo(9); // batches of 4, 4 and 2
  }

  @Test
  void shouldMatchDifferences_whateverTheForm() {
    Random random = new Random(3);
    for (String form : List.of("linear", "multilayer")) {
      ModelSpec spec = ModelSpec.of(Map.of("target", "y", "form", form, "hidden", "3"));
      Predictor predictor = Predictor.of(spec, SPACE);
      Samples samples = new Samples(random.doubles(6).toArray(), 6, 1, random.doubles(6).toArray());
      double[] at = InitialParameters.of(spec, SPACE);
      Arrays.setAll(at, i -> (float) (at[i] + 0.3 * random.nextGaussian()));
      int[] order = {5, 0, 3, 2, 1, 4};

      double[] gradient = predictor.gradient(samples).at(at, order, 1, 4);

      Samples batch = chosen(samples, 0, 3, 2);
      for (int p = 0; p < at.length; p++) {
        double slope = (loss(predictor, batch, at, p, 1e-2) - loss(predictor, batch, at, p, -1e-2));
        assertThat(gradient[p]).as(form + " " + p).isCloseTo(slope / 2e-2, within(2e-3));
      }
    }
  }

  private static double loss(
      Predictor predictor, Samples samples, double[] parameters, int p, double by) {
    double[] moved = parameters.clone();
    moved[p] += by;
    return predictor.meanLoss(
        predictor.scores(samples, moved), samples.normalised(predictor.response()));
  }

  private static Samples chosen(Samples all, int... rows) {
    return new Samples(
        IntStream.of(rows).mapToDouble(row -> all.x()[row]).toArray(),
        rows.length,
        1,
        IntStream.of(rows).mapToDouble(row -> all.y()[row]).toArray());
  }

  private static Samples rows(int count, double target) {
    double[] targets = new double[count];
    Arrays.fill(targets, target);
    return new Samples(new double[count], count, 1, targets);
  }

  private static Map<String, double[]> kept(double[] control) {
    return Map.of("control", control);
  }

  private static ClientTraining training(String config) {
    Map<String, String> keys =
        new TreeMap<>(Map.of("target", "y", "form", "linear", "learning_rate", "0.1"));
    for (String item : config.split(" ", -1)) {
      keys.put(item.substring(0, item.indexOf('=')), item.substring(item.indexOf('=') + 1));
    }
    return new ClientTraining(
        Predictor.of(ModelSpec.of(keys), SPACE), TrainingSettings.of(keys), ClientTerms.of(keys));
  }
}
