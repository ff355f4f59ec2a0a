package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SumMemoryTest {

  @Test
  void shouldLeaveAQuarterForFinalReading_whenSumsAreKept() {
    SumMemory memory = new SumMemory(100);
    SumMemory.Share task = memory.open();

    assertThat(task.keep(50)).isNotNull();
    assertThat(task.keep(25)).isNotNull();
    assertThat(task.keep(1)).isNull();
    assertThat(task.work(25)).isNotNull();
    assertThat(task.work(1)).isNull();
    assertThat(memory.usedBytes()).isEqualTo(100);
  }

  @Test
  void shouldAlwaysLetEachTaskHoldOneSum_whenThereIsNoMemory() {
    SumMemory memory = new SumMemory(0);
    SumMemory.Share one = memory.open();
    SumMemory.Share two = memory.open();

    SumMemory.Room first = one.work(1000);

    assertThat(one.keep(1)).isNull();
    assertThat(first).isNotNull();
    assertThat(one.work(1000)).isNull();
    assertThat(two.work(1000)).isNotNull();
    first.close();
    first.close(); // once more does nothing
    assertThat(memory.usedBytes()).isEqualTo(1000);
    assertThat(one.work(500)).isNotNull();
  }

  @Test
  void shouldShareEvenly_whenSeveralTasksReadAtTheEnd() {
    SumMemory memory = new SumMemory(120);
    SumMemory.Share one = memory.open();
    SumMemory.Share two = memory.open();
    assertThat(one.keep(40)).isNotNull();

    assertThat(one.work(30)).isNotNull();
    assertThat(one.work(11)).isNull(); // (120 - 40) / 2 is 40
    assertThat(one.work(10)).isNotNull();
    assertThat(one.hasRoomToWork()).isFalse();
    assertThat(two.hasRoomToWork()).isTrue();
    assertThat(two.work(20)).isNotNull();
    assertThat(two.hasRoomToWork()).isTrue();
  }

  @Test
  void shouldGetEverythingBack_whenATaskEnds() {
    SumMemory memory = new SumMemory(100);
    SumMemory.Share one = memory.open();
    SumMemory.Share two = memory.open();
    assertThat(one.keep(60)).isNotNull();
    assertThat(one.work(20)).isNotNull();

    one.close();
    one.close();

    assertThat(memory.usedBytes()).isZero();
    assertThat(two.work(100)).as("the only task left").isNotNull();
  }

  @Test
  void shouldRefuseToGrow_whenAKeptSumNeedsMoreThanThereIs() {
    SumMemory memory = new SumMemory(100);
    SumMemory.Share task = memory.open();
    SumMemory.Room kept = task.keep(50);
    SumMemory.Room made = task.work(10);

    assertThat(kept).isNotNull();
    assertThat(kept.resize(70)).isTrue();
    assertThat(kept.resize(76)).isFalse();
    assertThat(made).isNotNull();
    assertThat(made.resize(200)).as("a decided round goes on").isTrue();
    assertThat(memory.usedBytes()).isEqualTo(270);
  }

  @Test
  void shouldCountWholeRegions_whenAnArrayIsLarge() {
    long mib = 1 << 20;

    assertThat(HeapCost.of(mib, 1, mib)).isEqualTo(2 * mib);
    assertThat(HeapCost.of(2 * mib, 2, mib)).isEqualTo(4 * mib);
    assertThat(HeapCost.of(mib, 1, 4 * mib)).isEqualTo(mib + 16);
    assertThat(HeapCost.of(1000, 1, mib)).isEqualTo(1016);
    assertThat(HeapCost.of(mib, 1, 0)).isEqualTo(mib + 16);
  }

  @Test
  void shouldSayWhatIsWrong_whenTheLimitIsNegative() {
    assertThatThrownBy(() -> new SumMemory(-1)).hasMessageContaining("-1 bytes");
  }
}
