package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.loss;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyFiguresTest {

  private final EarlyFigures early = new EarlyFigures();

  @Test
  void shouldGiveEachFigureOnce_oldestFirst() {
    early.add(loss("a", 7, 1.0, 30));
    early.add(loss("a", 8, 2.0, 30));
    early.add(loss("a", 7, 3.0, 30));

    assertThat(early.take("other", 7)).isEmpty();
    assertThat(early.take(TYPE, 7)).containsExactly(loss("a", 7, 1.0, 30), loss("a", 7, 3.0, 30));
    assertThat(early.take(TYPE, 7)).isEmpty();
    assertThat(early.take(TYPE, 8)).hasSize(1);
  }

  @Test
  void shouldPushOutAStoresOwnFiguresOnly_whenItTellsWithoutEnd() {
    early.add(loss("a", 7, 1.0, 30));
    for (int i = 0; i <= EarlyFigures.OF_A_STORE; i++) {
      early.add(loss("x", i, 1.0, 30));
    }

    assertThat(early.take(TYPE, 7)).extracting(told -> told.getStoreId()).contains("a");
    assertThat(early.take(TYPE, 0)).isEmpty();
    assertThat(early.take(TYPE, 1)).hasSize(1);
  }

  @Test
  void shouldKeepTheStoresHeardLast_whenThereAreTooMany() {
    early.add(loss("a", 7, 1.0, 30));
    early.add(loss("b", 7, 1.0, 30));
    early.add(loss("a", 7, 2.0, 30));
    for (int i = 0; i < EarlyFigures.MOST_STORES - 1; i++) {
      early.add(loss("x" + i, 1, 1.0, 30));
    }

    assertThat(early.take(TYPE, 7)).extracting(told -> told.getStoreId()).containsOnly("a");
  }
}
