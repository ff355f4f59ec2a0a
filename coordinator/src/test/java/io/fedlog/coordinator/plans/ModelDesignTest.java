package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.learning.features.Column;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelDesignTest {

  @Test
  void shouldTakeTheTypesOwnMethod_whenThePlanLeavesItOpen() {
    Aggregation own = design(plan("p", 1, 0)).aggregation();

    assertThat(own.method()).isEqualTo("weighted");
    assertThat(own.weighting()).isEqualTo(Weighting.SAMPLES);
  }

  @Test
  void shouldDoTheServersPart_whenThePlanLeavesItOpen() {
    assertThat(design(trainedBy("scaffold")).aggregation()).isEqualTo(Aggregation.equal("fedavg"));
    assertThat(design(trainedBy("fednova")).aggregation()).isEqualTo(Aggregation.equal("fednova"));
    PlanRecord.Builder byRows = trainedBy("fednova").setWeighting(Weighting.SAMPLES);
    assertThat(design(byRows).aggregation().weighting()).isEqualTo(Weighting.SAMPLES);
  }

  /**
   * Two features, hence weights [2] and intercept [1], of which the first version knows nothing.
   */
  @Test
  void shouldBeginWithoutControlVariates_whenStoresAreToKeepSome() {
    Vocabulary seen =
        Vocabulary.of(
            List.of(
                new Column.Numeric("x", new double[] {1, 2}),
                new Column.Numeric("y", new double[] {3, 5}),
                new Column.Numeric("z", new double[] {4, 9})));
    double[] moments =
        Moments.of(
                seen,
                2,
                List.of(
                    new Column.Numeric("x", new double[] {1, 2}),
                    new Column.Numeric("y", new double[] {3, 5}),
                    new Column.Numeric("z", new double[] {4, 9})))
            .values();
    byte[] vocabulary = seen.toBytes();
    ModelDesign plain = design(plan("p", 1, 0));
    ModelDesign scaffold = design(trainedBy("scaffold"));

    assertThat(plain.initialForm(vocabulary, moments).layout())
        .containsExactly(array("weights", 2), array("intercept", 1));
    assertThat(scaffold.initialForm(vocabulary, moments).layout())
        .containsExactly(
            array("weights", 2),
            array("intercept", 1),
            array("control.weights", 2),
            array("control.intercept", 1));
    assertThat(scaffold.initialPayload(vocabulary, moments))
        .isEqualTo(Arrays.copyOf(plain.initialPayload(vocabulary, moments), 2 * 3 * Float.BYTES));
  }

  @Test
  void shouldNotTrainOn_whenOnlyOneOfThemHasControlVariates() {
    Map<String, String> plain = Map.of("target", "y");
    Map<String, String> with = Map.of("target", "y", "client_method", "scaffold");
    Map<String, String> half =
        Map.of("target", "y", "client_method", "scaffold", "scaffold_share", "0.5");

    assertThat(design(trainedBy("scaffold")).continues(plain)).isFalse();
    assertThat(design(trainedBy("scaffold")).continues(with)).isTrue();
    assertThat(design(trainedBy("scaffold")).continues(half)).isTrue();
    assertThat(design(trainedBy("fednova")).continues(plain)).isTrue();
    assertThat(design(trainedBy("fednova")).continues(with)).isFalse();
  }

  @Test
  void shouldWeighByTheMetric_whenThePlanNamesOne() {
    Aggregation byMetric =
        design(plan("p", 1, 0).setMethod("weighted").setWeightMetric("accuracy")).aggregation();

    assertThat(byMetric.weighting()).isEqualTo(Weighting.METRIC);
    assertThat(byMetric.weightMetric()).isEqualTo("accuracy");
  }

  @Test
  void shouldCountEveryUpdateOnce_whenThePlanLeavesTheWeightOpen() {
    assertThat(design(plan("p", 1, 0).setMethod("fedavg")).aggregation())
        .isEqualTo(Aggregation.equal("fedavg"));
    assertThat(design(plan("p", 1, 0).setMethod("fedadam")).aggregation())
        .isEqualTo(Aggregation.equal("fedadam"));
  }

  @Test
  void shouldAskForWhatThePlanDoes_whenAMethodHasParametersAndWeights() {
    PlanRecord.Builder adam =
        plan("p", 1, 0)
            .setMethod("fedadam")
            .setMethodParameters(Map.of("eta", "0.01"))
            .setWeighting(Weighting.SAMPLES);

    assertThat(design(adam).aggregation())
        .isEqualTo(new Aggregation("fedadam", Map.of("eta", "0.01"), Weighting.SAMPLES, null));
  }

  @Test
  void shouldTrainOn_whenOnlyTheTuningOrASpelledOutDefaultDiffers() {
    ModelDesign design = design(plan("p", 1, 0));

    assertThat(design.continues(Map.of("target", "y", "epochs", "5", "form", "auto"))).isTrue();
    assertThat(design.continues(Map.of("target", "z"))).isFalse();
    assertThat(design.continues(Map.of("target", "y", "form", "multilayer"))).isFalse();
    assertThat(design.continues(Map.of("target", "y", "log", "x"))).isFalse();
    assertThat(design.continues(Map.of())).isFalse();
  }

  private static PlanRecord.Builder trainedBy(String clientMethod) {
    return plan("p", 1, 0).setTrainingConfig(Map.of("target", "y", "client_method", clientMethod));
  }

  private static Tensor array(String name, int length) {
    return new Tensor(name, List.of(length));
  }

  private static ModelDesign design(PlanRecord.Builder plan) {
    return new ModelDesign(plan.build(), 1024);
  }
}
