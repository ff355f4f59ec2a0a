package io.fedlog.learning.staleness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StalenessTest {
  @Test
  void shouldWeighAllAlike_whenConstant() {
    assertThat(Staleness.constant().weight(0)).isEqualTo(1_048_576);
    assertThat(Staleness.constant().weight(1_000)).isEqualTo(1_048_576);
  }

  @Test
  void shouldFallAsAPower_whenPolynomial() {
    Staleness root = Staleness.polynomial(0.5);

    assertThat(root.weight(0)).isEqualTo(1_048_576);
    // 2^20 / sqrt(2) = 741455.2001894..., / sqrt(3) = 605395.637..., / sqrt(4) = 524288
    assertThat(root.weight(1)).isEqualTo(741_455);
    assertThat(root.weight(2)).isEqualTo(605_396);
    assertThat(root.weight(3)).isEqualTo(524_288);
    assertThat(Staleness.polynomial(2).weight(3)).isEqualTo(65_536);
  }

  @Test
  void shouldStayOneAndThenFall_whenHinge() {
    Staleness hinge = Staleness.hinge(10, 4);

    assertThat(hinge.weight(4)).isEqualTo(1_048_576);
    // 1 / (10 * 1 + 1): 95325.0909...; 1 / (10 * 2 + 1): 49932.19...
    assertThat(hinge.weight(5)).isEqualTo(95_325);
    assertThat(hinge.weight(6)).isEqualTo(49_932);
  }

  @Test
  void shouldNeverBeNothing_whenVeryStale() {
    assertThat(Staleness.polynomial(100).weight(Long.MAX_VALUE)).isEqualTo(1);
    assertThat(Staleness.hinge(100, 0).weight(Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void shouldRefuse_whenAParameterIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Staleness.polynomial(Double.NaN))
        .withMessage("staleness a is NaN; expected, for POLYNOMIAL, 0 to 100");
    assertThatIllegalArgumentException().isThrownBy(() -> Staleness.hinge(1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> Staleness.hinge(-1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Staleness(Staleness.Kind.CONSTANT, 0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> Staleness.constant().weight(-1));
  }
}
