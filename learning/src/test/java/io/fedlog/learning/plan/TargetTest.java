package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TargetTest {

  @Test
  void shouldBeReachedAtTheValueAndBeyond() {
    Target loss = new Target("loss", Target.Bound.AT_MOST, 0.25);
    Target auc = new Target("auc", Target.Bound.AT_LEAST, 0.9);

    assertThat(loss.isReachedBy(0.25)).isTrue();
    assertThat(loss.isReachedBy(Math.nextUp(0.25))).isFalse();
    assertThat(auc.isReachedBy(0.9)).isTrue();
    assertThat(auc.isReachedBy(Math.nextDown(0.9))).isFalse();
    assertThat(loss.isReachedBy(Double.NaN)).isFalse();
    assertThat(auc.isReachedBy(Double.NaN)).isFalse();
  }

  @Test
  void shouldSayWhatIsWrong_whenItCouldNeverBeReached() {
    assertThatThrownBy(() -> new Target(" ", Target.Bound.AT_MOST, 1))
        .hasMessage(
            "target: expected a metric that the stores report, such as loss or auc; came \" \"");
    assertThatThrownBy(() -> new Target("loss", Target.Bound.AT_MOST, Double.NaN))
        .hasMessage("target: expected a finite value, came NaN");
  }
}
