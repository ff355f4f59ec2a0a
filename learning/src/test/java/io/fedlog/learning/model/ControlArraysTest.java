package io.fedlog.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.model.ParameterLayout.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlArraysTest {
  private static final ParameterLayout MODEL =
      new ParameterLayout(
          List.of(new Tensor("weights", List.of(2)), new Tensor("intercept", List.of(1))));
  private static final double[] VERSION = {1, 2, 3, 10, 20, 30};

  @Test
  void shouldFollowTheModel_eachWithAShapeOfItsOwn() {
    assertThat(ControlArrays.beside(MODEL).tensors())
        .containsExactly(
            new Tensor("weights", List.of(2)),
            new Tensor("intercept", List.of(1)),
            new Tensor("control.weights", List.of(2)),
            new Tensor("control.intercept", List.of(1)));
  }

  @Test
  void shouldPartAVersion() {
    assertThat(ControlArrays.model(MODEL, VERSION)).containsExactly(1, 2, 3);
    assertThat(ControlArrays.controls(MODEL, VERSION)).containsExactly(10, 20, 30);
    assertThat(ControlArrays.model(MODEL, new double[] {1, 2, 3})).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> ControlArrays.controls(MODEL, new double[3]))
        .hasMessageContaining("a model of 3 parameters came, expected 6");
  }
}
