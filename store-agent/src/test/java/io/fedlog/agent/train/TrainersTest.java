package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.features.Feature;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.ModelType;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TrainersTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(List.of(feature("x1"), feature("x2"), feature("x3")), 100, 2, 1.5);

  private static Feature feature(String name) {
    return new Feature(name, name, Feature.Part.VALUE, "", 0, 1, 1);
  }

  private static Samples samples(int rows, ModelType type, long seed) {
    Random random = new Random(seed);
    double[] x = IntStream.range(0, rows * 3).mapToDouble(i -> random.nextGaussian()).toArray();
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      double score = 0.4 + x[3 * i] - 0.5 * x[3 * i + 1] + 0.5 * random.nextGaussian();
      y[i] =
          switch (type) {
            case CHURN_PREDICTION -> score > 0 ? 1 : 0;
            case DEMAND_PREDICTION -> Math.rint(Math.exp(score));
            default -> score;
          };
    }
    return new Samples(x, rows, 3, y);
  }

  private static Response response(ModelType type) {
    return Response.of(type, SPACE);
  }

  @Test
  void shouldStandWhereTheGradientVanishes_whenTrainedLinearly() {
    for (ModelType type :
        List.of(
            ModelType.SALES_FORECAST, ModelType.DEMAND_PREDICTION, ModelType.CHURN_PREDICTION)) {
      Samples samples = samples(40, type, 1);
      Response response = response(type);
      double[] base = {0.3, 0.1, -0.2, 0.5};
      double pull = 2.5;

      double[] trained = LinearTrainer.train(samples, response, base, pull, 30);

      double[] scores = LinearTrainer.scores(samples, trained);
      double[] targets = samples.normalised(response);
      for (int f = 0; f < 3; f++) {
        double slope = pull * (trained[f] - base[f]);
        for (int i = 0; i < 40; i++) {
          slope += response.gradient(scores[i], targets[i]) * samples.x()[3 * i + f];
        }
        assertThat(slope).as(type + " feature " + f).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void shouldMatchDifferences_whenLossIsDifferentiated() {
    for (ModelType type :
        List.of(
            ModelType.SALES_FORECAST, ModelType.DEMAND_PREDICTION, ModelType.CHURN_PREDICTION)) {
      Response response = response(type);
      double h = 1e-5;
      for (double score : new double[] {-1.3, 0, 0.7}) {
        double slope = (response.loss(score + h, 1) - response.loss(score - h, 1)) / (2 * h);
        double bend = (response.gradient(score + h, 1) - response.gradient(score - h, 1)) / (2 * h);
        assertThat(response.gradient(score, 1)).as(type + "").isCloseTo(slope, within(1e-8));
        assertThat(response.curvature(score)).as(type + "").isCloseTo(bend, within(1e-8));
      }
    }
  }

  @Test
  void shouldMatchDifferences_whenNetworkIsDifferentiated() {
    for (List<Integer> hidden : List.of(List.of(4), List.of(4, 3))) {
      Samples samples = samples(9, ModelType.SALES_FORECAST, 2);
      MultilayerNetwork network = new MultilayerNetwork(3, hidden);
      Random random = new Random(3);
      float[] values = new float[network.size()];
      IntStream.range(0, values.length)
          .forEach(i -> values[i] = (float) (0.5 * random.nextGaussian()));
      int[] order = IntStream.range(0, 9).toArray();
      // The loss is half the sum of squared scores, so its derivative by a score is the score.
      MultilayerNetwork.Weights weights = network.weights(Nd4j.createFromArray(values.clone()));
      MultilayerNetwork.Weights gradient =
          network.weights(Nd4j.createFromArray(new float[values.length]));
      NetworkBatch batch = network.batch(samples, order, 0, 9);
      network.forward(weights, batch);
      network.backward(weights, batch, gradient);
      double[] analytic = gradient.flat().data().asDouble();

      MultilayerTrainer trainer = new MultilayerTrainer(3, hidden);
      for (int p = 0; p < values.length; p++) {
        double up = halfSquares(trainer, samples, values, p, 1e-2);
        double down = halfSquares(trainer, samples, values, p, -1e-2);
        assertThat(analytic[p])
            .as(hidden + " parameter " + p)
            .isCloseTo((up - down) / 2e-2, within(5e-3));
      }
    }
  }

  private static double halfSquares(
      MultilayerTrainer trainer, Samples samples, float[] values, int p, double step) {
    double[] moved = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    moved[p] += step;
    double sum = 0;
    for (double score : trainer.scores(samples, moved)) {
      sum += score * score / 2;
    }
    return sum;
  }

  @Test
  void shouldRepeatItsUpdate_whenBaseSeedAndRowsAreTheSame() {
    ModelSpec spec = ModelSpec.of(Map.of("target", "y", "form", "multilayer", "hidden", "8"));
    Predictor predictor = Predictor.of(spec, SPACE);
    Samples samples = samples(50, ModelType.SALES_FORECAST, 4);
    double[] base = InitialParameters.of(spec, SPACE);
    TrainingSettings settings = TrainingSettings.of(Map.of());

    double[] once = predictor.train(samples, base, settings, 7);

    assertThat(predictor.train(samples, base, settings, 7)).isEqualTo(once);
    assertThat(predictor.train(samples, base, settings, 8)).isNotEqualTo(once);
    double[] targets = samples.normalised(predictor.response());
    assertThat(predictor.meanLoss(predictor.scores(samples, once), targets))
        .isLessThan(predictor.meanLoss(predictor.scores(samples, base), targets));
  }

  @Test
  void shouldAddThePullByHand_whenAGradientIsGiven() {
    INDArray gradient = Nd4j.createFromArray(1f, 2f);

    MultilayerTrainer.pull(
        gradient, Nd4j.createFromArray(3f, 5f), Nd4j.createFromArray(1f, 6f), 0.5);

    // 1 + 0.5 x (3 - 1) and 2 + 0.5 x (5 - 6).
    assertThat(gradient.data().asDouble()).containsExactly(2, 1.5);
  }

  @Test
  void shouldStayNearer_whenThePullIsStronger() {
    ModelSpec spec = ModelSpec.of(Map.of("target", "y", "form", "multilayer", "hidden", "8"));
    Predictor predictor = Predictor.of(spec, SPACE);
    Samples samples = samples(50, ModelType.SALES_FORECAST, 4);
    double[] base = InitialParameters.of(spec, SPACE);
    TrainingSettings settings = TrainingSettings.of(Map.of("epochs", "60"));

    double last = Double.POSITIVE_INFINITY;
    for (double mu : new double[] {0, 0.1, 1, 10}) {
      double distance = distance(predictor.train(samples, base, settings, mu, 7), base);
      assertThat(distance).as("mu " + mu).isLessThan(last);
      last = distance;
    }
    assertThat(predictor.train(samples, base, settings, 0, 7))
        .isEqualTo(predictor.train(samples, base, settings, 7));
  }

  @Test
  void shouldStandWhereMeanGradientAndPullCancel_whenTheLinearFormIsPulled() {
    ModelSpec spec = ModelSpec.of(Map.of("target", "y", "form", "linear"));
    Predictor predictor = Predictor.of(spec, SPACE);
    Samples samples = samples(40, ModelType.SALES_FORECAST, 1);
    double[] base = {0.3, 0.1, -0.2, 0.5};
    double mu = 0.2;

    double[] trained = predictor.train(samples, base, TrainingSettings.of(Map.of()), mu, 7);

    double[] scores = predictor.scores(samples, trained);
    double[] targets = samples.normalised(predictor.response());
    for (int f = 0; f < 3; f++) {
      double slope = mu * (trained[f] - base[f]);
      for (int i = 0; i < 40; i++) {
        slope += predictor.response().gradient(scores[i], targets[i]) * samples.x()[3 * i + f] / 40;
      }
      assertThat(slope).as("feature " + f).isCloseTo(0, within(1e-6));
    }
  }

  private static double distance(double[] one, double[] other) {
    return Math.sqrt(
        IntStream.range(0, one.length).mapToDouble(i -> Math.pow(one[i] - other[i], 2)).sum());
  }

  @Test
  void shouldLeaveEachRowOut_whenLocalPartIsChosen() {
    Samples samples = samples(25, ModelType.SALES_FORECAST, 5);
    Response response = new Response(ModelType.SALES_FORECAST, 0, 1);
    double[] global = new double[25];

    LocalPart part = LocalPart.fit(samples, global, samples.y(), response);

    double loss = 0;
    for (int out = 0; out < 25; out++) {
      double[] solution = ridgeWithout(samples, out, part.strength());
      double score = solution[0];
      for (int f = 0; f < 3; f++) {
        score += solution[f + 1] * samples.x()[3 * out + f];
      }
      loss += response.loss(score, samples.y()[out]) / 25;
    }
    assertThat(part.loss()).isCloseTo(loss, within(1e-9));
    assertThat(part.coefficients())
        .containsExactly(ridgeWithout(samples, -1, part.strength()), within(1e-9));
  }

  /** Gaussian elimination on the normal equations without one row. */
  private static double[] ridgeWithout(Samples samples, int out, double strength) {
    double[][] a = new double[4][5];
    for (int i = 0; i < samples.rows(); i++) {
      if (i == out) {
        continue;
      }
      double[] z = {1, samples.x()[3 * i], samples.x()[3 * i + 1], samples.x()[3 * i + 2]};
      for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 4; c++) {
          a[r][c] += z[r] * z[c];
        }
        a[r][4] += z[r] * samples.y()[i];
      }
    }
    for (int r = 0; r < 4; r++) {
      a[r][r] += r == 0 ? strength / 900 : strength;
    }
    for (int p = 0; p < 4; p++) {
      for (int r = 0; r < 4; r++) {
        double factor = a[r][p] / a[p][p];
        for (int c = p; r != p && c < 5; c++) {
          a[r][c] -= factor * a[p][c];
        }
      }
    }
    return new double[] {
      a[0][4] / a[0][0], a[1][4] / a[1][1], a[2][4] / a[2][2], a[3][4] / a[3][3]
    };
  }

  @Test
  void shouldHaveNoLocalPart_whenGlobalModelIsRight() {
    Samples samples = samples(30, ModelType.SALES_FORECAST, 6);
    Random noise = new Random(7);
    double[] global =
        Arrays.stream(samples.y()).map(y -> y + 0.01 * noise.nextGaussian()).toArray();

    LocalPart part =
        LocalPart.fit(samples, global, samples.y(), new Response(ModelType.SALES_FORECAST, 0, 1));

    assertThat(part.ownScores(samples)).containsExactly(new double[30], within(0.01));
  }

  @Test
  void shouldReadBackTheSame_whenLocalPartIsStored() {
    LocalPart part = new LocalPart(3, new double[] {1, -2.5, 1e-300}, 0.25);

    LocalPart read = LocalPart.parse(part.toBytes());

    assertThat(read.strength()).isEqualTo(3);
    assertThat(read.coefficients()).isEqualTo(part.coefficients());
    assertThatThrownBy(() -> LocalPart.parse(new byte[7])).hasMessageContaining("7 bytes");
  }

  @Test
  void shouldCountPairs_whenAucIsMeasured() {
    // Positives 0.9 and 0.4 against negatives 0.4 and 0.1: 2 + 1.5 of 4 pairs.
    assertThat(Auc.of(new double[] {0.9, 0.4, 0.4, 0.1}, new double[] {1, 1, 0, 0}))
        .hasValue(0.875);
    assertThat(Auc.of(new double[] {1, 2}, new double[] {1, 1})).isEmpty();
  }

  @Test
  void shouldPoolExactly_whenEvaluationsAreAdded() {
    ModelSpec spec = ModelSpec.of(Map.of("target", "y"));
    Predictor predictor = new Predictor(spec, SPACE, new Response(spec.type(), 0, 1));
    Evaluation one = predictor.measure(new double[] {1, 1}, new double[] {1, 3});
    Evaluation two = predictor.measure(new double[] {0}, new double[] {1});

    // sqrt((0 + 4 + 1) / 3)
    assertThat(Evaluation.pool(List.of(one, two)).metric().orElseThrow())
        .isCloseTo(1.2909944487, within(1e-9));
    assertThat(two.betterThan(one)).isTrue();
  }

  @Test
  void shouldAddUpToThePooledStep_whenStoresSegment() {
    ModelSpec spec =
        ModelSpec.of(
            Map.of("model_type", "customer_segmentation", "clusters", "2", "restarts", "3"));
    Segmentation segmentation = new Segmentation(spec, SPACE);
    Samples one = new Samples(samples(20, ModelType.SALES_FORECAST, 8).x(), 20, 3, new double[0]);
    Samples two = new Samples(samples(11, ModelType.SALES_FORECAST, 9).x(), 11, 3, new double[0]);
    double[] model = InitialParameters.of(spec, SPACE);

    for (int step = 0; step < 4; step++) {
      double[] first = segmentation.step(one, model);
      double[] second = segmentation.step(two, model);
      double[] pooled = segmentation.step(Samples.concat(List.of(one, two)), model);
      double[] sum =
          IntStream.range(0, first.length).mapToDouble(i -> first[i] + second[i]).toArray();
      assertThat(sum).containsExactly(pooled, within(1e-9));
      model = sum;
    }

    assertThat(segmentation.inertia(Samples.concat(List.of(one, two)), model))
        .isLessThanOrEqualTo(segmentation.leastInertia(model) + 1e-9);
  }
}
