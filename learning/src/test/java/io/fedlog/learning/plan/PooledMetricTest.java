package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PooledMetricTest {

  @Test
  void shouldWeighByRows_whenStoresDiffer() {
    PooledMetric pooled = new PooledMetric();
    pooled.tell("a", 1.0, 30);
    pooled.tell("b", 3.0, 10);

    // (30 + 30) / 40
    assertThat(pooled.mean()).hasValue(1.5);
    assertThat(pooled.stores()).isEqualTo(2);
  }

  @Test
  void shouldTakeTheLastWord_whenAStoreTellsTwice() {
    PooledMetric pooled = new PooledMetric();
    pooled.tell("a", 9.0, 10);
    pooled.tell("a", 2.0, 10);

    assertThat(pooled.mean()).hasValue(2.0);
    assertThat(pooled.stores()).isEqualTo(1);
  }

  @Test
  void shouldLeaveOut_whenAStoreTellsNonsense() {
    PooledMetric pooled = new PooledMetric();
    pooled.tell("a", Double.NaN, 10);
    pooled.tell("b", 1.0, 0);

    assertThat(pooled.mean()).isEmpty();
    assertThat(pooled.stores()).isZero();
  }
}
