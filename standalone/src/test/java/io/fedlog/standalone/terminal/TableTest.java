package io.fedlog.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.250Z");

  @Test
  void shouldSetNumbersRightAndTextLeft_whenPrintedForPeople() {
    Table table = Table.of("round_id", "stores", "ended_at");
    table.row("spring-1", 3, NOON).row("spring-10", 12, null);

    assertThat(table.lines())
        .containsExactly(
            "round id   stores  ended at",
            "spring-1        3  2026-11-20T12:00:00Z",
            "spring-10      12  -");
  }

  @Test
  void shouldKeepTypesAndNulls_whenPrintedForPrograms() throws Exception {
    Table table = Table.of("round_id", "stores", "ended_at").row("spring-1", 3, NOON);
    table.row("x", null, null);

    var read = new com.fasterxml.jackson.databind.ObjectMapper().readTree(table.json());

    assertThat(read.get(0).get("stores").isInt()).isTrue();
    assertThat(read.get(0).get("ended_at").asText()).isEqualTo("2026-11-20T12:00:00.250Z");
    assertThat(read.get(1).get("stores").isNull()).isTrue();
  }

  @Test
  void shouldShowNoControlCharacters_whenANameHasSome() {
    assertThat(Table.of("reason").row("\u001b[2Jgone").lines().get(1)).isEqualTo("?[2Jgone");
  }

  @Test
  void shouldSayWhatWasExpected_whenARowIsTooShort() {
    assertThatThrownBy(() -> Table.of("a", "b").row("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 2");
  }

  @Test
  void shouldLookAtACellAFewTimesOnly_whenThereAreManyRows() {
    AtomicLong looks = new AtomicLong();
    Object cell =
        new Object() {
          @Override
          public String toString() {
            looks.incrementAndGet();
            return "cell";
          }
        };
    Table table = Table.of("a", "b");
    for (int i = 0; i < 10_000; i++) {
      table.row(cell, cell);
    }

    assertThat(table.lines()).hasSize(10_001);
    assertThat(looks.get()).isLessThanOrEqualTo(2 * 20_000);
  }
}
