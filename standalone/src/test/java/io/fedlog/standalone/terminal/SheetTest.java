package io.fedlog.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SheetTest {

  private static Sheet sheet() {
    return new Sheet()
        .with("round_id", "r")
        .with("ended_at", null)
        .with("target_stores", List.of("a", "b"))
        .with("created_at", Instant.parse("2026-11-21T10:00:00.123Z"))
        .with("rounds", Table.of("n").row(1))
        .with("none", Table.of("n"));
  }

  @Test
  void shouldHaveALineAValueAndTablesBelow() {
    assertThat(sheet().lines())
        .containsExactly(
            "round id       r",
            "ended at       -",
            "target stores  a, b",
            "created at     2026-11-21T10:00:00Z",
            "",
            "rounds:",
            "  n",
            "  1");
  }

  @Test
  void shouldBeAnObject_whenAskedForJson() throws Exception {
    assertThat(new ObjectMapper().readTree(sheet().json()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"round_id": "r", "ended_at": null, "target_stores": ["a", "b"],
                     "created_at": "2026-11-21T10:00:00.123Z", "rounds": [{"n": 1}], "none": []}
                    """));
  }
}
