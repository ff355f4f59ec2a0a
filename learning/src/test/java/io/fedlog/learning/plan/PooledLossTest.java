package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PooledLossTest {

  @Test
  void shouldWeighByRows_whenStoresDiffer() {
    PooledLoss pooled = new PooledLoss();
    pooled.tell("a", 1.0, 30);
    pooled.tell("b", 3.0, 10);

    // (30 + 30) / 40
    assertThat(pooled.loss()).hasValue(1.5);
    assertThat(pooled.stores()).isEqualTo(2);
  }

  @Test
  void shouldTakeTheLastWord_whenAStoreTellsTwice() {
    PooledLoss pooled = new PooledLoss();
    pooled.tell("a", 9.0, 10);
    pooled.tell("a", 2.0, 10);

    assertThat(pooled.loss()).hasValue(2.0);
    assertThat(pooled.stores()).isEqualTo(1);
  }

  @Test
  void shouldLeaveOut_whenAStoreTellsNonsense() {
    PooledLoss pooled = new PooledLoss();
    pooled.tell("a", Double.NaN, 10);
    pooled.tell("b", 1.0, 0);

    assertThat(pooled.loss()).isEmpty();
    assertThat(pooled.stores()).isZero();
  }
}
