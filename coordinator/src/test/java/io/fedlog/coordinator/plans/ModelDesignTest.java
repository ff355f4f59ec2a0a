package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.Weighting;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "sales_forecast, client_method, scaffold, '\"scaffold\", expected one of [fedavg, fedprox]'",
    "sales_forecast, client_method, fednova, '\"fednova\", expected one of [fedavg, fedprox]'",
    "sales_forecast, client_method, typo, '\"typo\", expected one of [fedavg, fedprox]'",
    "sales_forecast, mu, -1, 'mu is \"-1\", expected a number above 0'",
    "sales_forecast, fedprox_mu, 1, unknown key fedprox_mu",
    "sales_forecast, learning_rate, fast, learning_rate",
    "customer_segmentation, mu, 0.1, customer_segmentation only adds up sums"
  })
  void shouldRefuseThePlan_whenEveryStoreWould(
      String type, String key, String value, String words) {
    Map<String, String> config =
        type.equals("sales_forecast") ? Map.of("target", "y", key, value) : Map.of(key, value);
    PlanRecord plan =
        plan("p", 1, 0).setModelType(type).setMethod("auto").setTrainingConfig(config).build();

    assertThatThrownBy(() -> PlanParts.check(plan, 1024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuseThePlan_whenBothPullsAreSet() {
    PlanRecord plan =
        plan("p", 1, 0)
            .setTrainingConfig(Map.of("target", "y", "mu", "0.1", "proximal", "3"))
            .build();

    assertThatThrownBy(() -> PlanParts.check(plan, 1024))
        .hasMessageContaining("mu and proximal are both set");
  }

  private static ModelDesign design(PlanRecord.Builder plan) {
    return new ModelDesign(plan.build(), 1024);
  }
}
