package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.Weighting;
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

  private static ModelDesign design(PlanRecord.Builder plan) {
    return new ModelDesign(plan.build(), 1024);
  }
}
