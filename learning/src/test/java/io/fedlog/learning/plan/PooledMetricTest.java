package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PooledMetricTest {

  @Test
  void shouldWeighByRows_whenStoresDiffer() {
    PooledMetric pooled = new PooledMetric(1_000);
    pooled.tell("a", 1.0, 30);
    pooled.tell("b", 3.0, 10);

    // (30 + 30) / 40
    assertThat(pooled.mean()).hasValue(1.5);
    assertThat(pooled.stores()).isEqualTo(2);
  }

  @Test
  void shouldTakeTheLastWord_whenAStoreTellsTwice() {
    PooledMetric pooled = new PooledMetric(1_000);
    pooled.tell("a", 9.0, 10);
    pooled.tell("a", 2.0, 10);

    assertThat(pooled.mean()).hasValue(2.0);
    assertThat(pooled.stores()).isEqualTo(1);
  }

  @Test
  void shouldLeaveOut_whenAStoreTellsNonsense() {
    PooledMetric pooled = new PooledMetric(1_000);
    pooled.tell("a", Double.NaN, 10);
    pooled.tell("b", 1.0, 0);

    assertThat(pooled.mean()).isEmpty();
    assertThat(pooled.stores()).isZero();
  }

  @Test
  void shouldCountForNoMoreRowsThanAllowed_whenAStoreClaimsThem() {
    PooledMetric pooled = new PooledMetric(1_000);
    pooled.tell("a", 1.0, 500);
    pooled.tell("b", 4.0, Long.MAX_VALUE);

    // (1 * 500 + 4 * 1000) / 1500
    assertThat(pooled.mean()).hasValue(3.0);
  }

  @Test
  void shouldStayFinite_whenFiguresAreAsLargeAsCanBe() {
    PooledMetric pooled = new PooledMetric(Long.MAX_VALUE);
    pooled.tell("a", Double.MAX_VALUE, Long.MAX_VALUE);
    pooled.tell("b", Double.MAX_VALUE, Long.MAX_VALUE);

    assertThat(pooled.mean()).hasValue(Double.MAX_VALUE);
  }

  @Test
  void shouldPoolTheSame_whateverTheOrder() {
    // In doubles 1e16 + 1 - 1e16 is 0 or 1, as they come.
    double[] values = {1e16, 1, -1e16, 0.1, 1e300, -1e300};
    PooledMetric there = new PooledMetric(1_000);
    PooledMetric back = new PooledMetric(1_000);
    for (int i = 0; i < values.length; i++) {
      there.tell("s" + i, values[i], 3);
      int last = values.length - 1 - i;
      back.tell("s" + last, 7.0, 9);
      back.tell("s" + last, values[last], 3);
    }

    // 1.1 / 6
    assertThat(there.mean()).hasValue(1.1 / 6);
    assertThat(back.mean()).isEqualTo(there.mean());
  }
}
