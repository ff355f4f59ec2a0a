package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ParameterLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalTensorsTest {

  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new ParameterLayout.Tensor("body", List.of(2)),
              new ParameterLayout.Tensor("head", List.of(1, 2)),
              new ParameterLayout.Tensor("bias", List.of(1))));

  @Test
  void shouldShareAllButItsOwn_whenTheHeadStays() {
    LocalTensors local = local("head");
    double[] base = {1, 2, 3, 4, 5};
    double[] trained = {10, 20, 30, 40, 50};

    Map<String, double[]> own = local.own(trained);

    assertThat(own).containsOnlyKeys("head");
    assertThat(own.get("head")).containsExactly(30, 40);
    assertThat(local.shared(trained, base)).containsExactly(10, 20, 3, 4, 50);
    assertThat(local.with(base, own)).containsExactly(1, 2, 30, 40, 5);
    assertThat(base).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void shouldBeginAtTheBase_whenNothingFits() {
    LocalTensors local = local("head");
    double[] base = {1, 2, 3, 4, 5};

    assertThat(local.with(base, Map.of())).isEqualTo(base);
    assertThat(local.with(base, Map.of("head", new double[3]))).isEqualTo(base);
  }

  @Test
  void shouldRefuse_whenAnArrayIsUnknownOrNoneIsShared() {
    assertThatThrownBy(() -> local("neck"))
        .hasMessageContainingAll("local_tensors names neck", "[body, head, bias]");
    assertThatThrownBy(() -> local("head,bias,body")).hasMessageContaining("the stores share");
  }

  private static LocalTensors local(String names) {
    return new LocalTensors(LAYOUT, ClientTerms.of(Map.of("local_tensors", names)));
  }
}
