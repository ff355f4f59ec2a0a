package io.fedlog.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.features.Feature;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.Methods;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelSpecTest {
  private static FeatureSpace space(double rows) {
    return new FeatureSpace(
        List.of(
            new Feature("price", "price", Feature.Part.VALUE, "", 0, 1, 1),
            new Feature("b=1", "b", Feature.Part.CATEGORY, "1", 0, 1, Math.sqrt(2) / 3),
            new Feature("b=2", "b", Feature.Part.CATEGORY, "2", 0, 1, Math.sqrt(2) / 3),
            new Feature("b=3", "b", Feature.Part.CATEGORY, "3", 0, 1, Math.sqrt(2) / 3)),
        rows,
        0.25,
        1);
  }

  @Test
  void shouldReadBackTheSame_whenWrittenAsConfiguration() {
    ModelSpec spec =
        ModelSpec.of(
            Map.of(
                "model_type", "demand_prediction",
                "target", "sold",
                "form", "multilayer",
                "hidden", "32, 16",
                "seed", "-7",
                "local_part", "false"));

    assertThat(ModelSpec.of(spec.toConfig())).isEqualTo(spec);
    assertThat(spec.hidden()).containsExactly(32, 16);
  }

  @Test
  void shouldLayOutEveryTensor_whenFormIsMultilayer() {
    ModelSpec spec = ModelSpec.of(Map.of("target", "y", "form", "multilayer", "hidden", "5,2"));

    ParameterLayout layout = spec.layout(space(10));

    // 4x5 + 5 + 5x2 + 2 + 2 + 4 + 1
    assertThat(layout.size()).isEqualTo(44);
    assertThat(layout.tensors().stream().map(ParameterLayout.Tensor::name))
        .containsExactly(
            "hidden1.weights",
            "hidden1.bias",
            "hidden2.weights",
            "hidden2.bias",
            "output.weights",
            "weights",
            "intercept");
    assertThat(layout.offset("weights")).isEqualTo(39);
    assertThatThrownBy(() -> layout.requireSize(43)).hasMessageContaining("expected 44");
  }

  @Test
  void shouldChooseForm_whenItIsAuto() {
    ModelSpec sales = ModelSpec.of(Map.of("target", "y"));
    ModelSpec churn = ModelSpec.of(Map.of("target", "y", "model_type", "churn_prediction"));

    assertThat(sales.form(space(1999))).isEqualTo(Form.LINEAR);
    assertThat(sales.form(space(2000))).isEqualTo(Form.MULTILAYER);
    assertThat(churn.form(space(2000))).isEqualTo(Form.LINEAR);
  }

  @Test
  void shouldAskForSums_whenTypeIsSegmentation() {
    ModelSpec spec =
        ModelSpec.of(
            Map.of("model_type", "customer_segmentation", "clusters", "2", "restarts", "3"));

    assertThat(spec.aggregationMethod()).isEqualTo("sum");
    assertThat(spec.encoding()).isEqualTo(Encoding.FLOAT64);
    assertThat(Methods.names()).contains(spec.aggregationMethod());
    // 3 x 2 x 4 + 3 x 2 + 3
    assertThat(spec.layout(space(10)).size()).isEqualTo(33);
  }

  @Test
  void shouldBeginAtTheChainsRate_whenTypeIsChurn() {
    ModelSpec spec = ModelSpec.of(Map.of("target", "y", "model_type", "churn_prediction"));

    double[] first = InitialParameters.of(spec, space(10));

    // ln(0.25 / 0.75)
    assertThat(first[4]).isCloseTo(-1.0986122887, within(1e-6));
    assertThat(first[4]).isEqualTo((float) first[4]);
  }

  @Test
  void shouldGiveOneBeginning_whenSeedIsTheSame() {
    Map<String, String> config = Map.of("target", "y", "form", "multilayer");
    ModelSpec spec = ModelSpec.of(config);

    double[] first = InitialParameters.of(spec, space(10));

    assertThat(first).isEqualTo(InitialParameters.of(ModelSpec.of(config), space(10)));
    assertThat(first).hasSize(spec.layout(space(10)).size());
    ModelSpec other = ModelSpec.of(Map.of("target", "y", "form", "multilayer", "seed", "2"));
    assertThat(InitialParameters.of(other, space(10))).isNotEqualTo(first);
  }

  @Test
  void shouldPutEachCentreOnOneCategory_whenTypeIsSegmentation() {
    ModelSpec spec = ModelSpec.of(Map.of("model_type", "customer_segmentation"));

    double[] first = InitialParameters.of(spec, space(10));

    for (int centre = 0; centre < 48; centre++) {
      int at = centre * 4;
      assertThat(first[at + 1] + first[at + 2] + first[at + 3]).isEqualTo(1);
      assertThat(first[48 * 4 + centre]).isEqualTo(1);
    }
  }

  @Test
  void shouldNameKeyAndValue_whenConfigurationIsWrong() {
    assertThatThrownBy(() -> ModelSpec.of(Map.of("model_type", "sales")))
        .hasMessageContaining("model_type is \"sales\"")
        .hasMessageContaining("sales_forecast");
    assertThatThrownBy(() -> ModelSpec.of(Map.of())).hasMessageContaining("target is missing");
    assertThatThrownBy(() -> ModelSpec.of(Map.of("target", "y", "hidden", "64,x")))
        .hasMessageContaining("hidden is \"64,x\"");
    assertThatThrownBy(() -> ModelSpec.of(Map.of("target", "y", "form", "deep")))
        .hasMessageContaining("form is \"deep\"");
    assertThatThrownBy(() -> ModelSpec.of(Map.of("target", "y", "clusters", "0")))
        .hasMessageContaining("clusters is \"0\"");
    assertThatThrownBy(() -> TrainingSettings.of(Map.of("learning_rate", "-1")))
        .hasMessageContaining("learning_rate is \"-1\"");
  }

  @Test
  void shouldMakeAboutNineSteps_whenEpochsAreAutomatic() {
    TrainingSettings settings = TrainingSettings.of(Map.of());

    assertThat(settings.batchFor(60)).isEqualTo(16);
    assertThat(settings.epochsFor(60)).isEqualTo(3);
    assertThat(settings.batchFor(1064)).isEqualTo(128);
    assertThat(settings.epochsFor(1064)).isEqualTo(1);
    assertThat(settings.batchFor(5)).isEqualTo(5);
    assertThat(settings.epochsFor(5)).isEqualTo(9);
  }
}
