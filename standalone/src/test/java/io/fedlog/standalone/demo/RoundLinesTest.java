package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.model.ModelType;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.standalone.terminal.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundLinesTest {

  private final RoundLines lines = new RoundLines(ModelType.SALES_FORECAST);

  @Test
  void shouldShowWhatARoundMade() {
    RoundRow row = RoundRow.of(States.completed("p-0007", 8, 21), "p").with(Map.of("rmse", 0.25));

    assertThat(lines.heading())
        .isEqualTo("       round      stores  aggregation  version  model sha-256      rmse");
    assertThat(lines.line(row))
        .isEqualTo("           7      4 of 4        21 ms        8  abababababab     0.2500");
  }

  @Test
  void shouldSayWhy_whenARoundFailed() {
    RoundRow row = RoundRow.of(States.ended("p-0007", RoundStatus.FAILED, "1 came, 3 needed"), "p");

    assertThat(lines.line(row)).contains("0 of 1").endsWith("failed: 1 came, 3 needed");
  }

  @Test
  void shouldFillTheBar_asStoresComplete() {
    RoundRow row = RoundRow.of(States.running("p-0007", 4, 1), "p");

    assertThat(lines.bar(row)).isEqualTo("           7  [######..................] 1 of 4 stores");
  }

  @Test
  void shouldWriteOver_onATerminalOnly() {
    StringWriter terminal = new StringWriter();
    StringWriter plain = new StringWriter();
    for (Screen screen :
        new Screen[] {
          new Screen(new PrintWriter(terminal), true), new Screen(new PrintWriter(plain), false)
        }) {
      screen.live("half");
      screen.line("whole");
    }

    assertThat(terminal.toString())
        .isEqualTo("\r\u001b[Khalf\r\u001b[Kwhole" + System.lineSeparator());
    assertThat(plain.toString()).isEqualTo("whole" + System.lineSeparator());
  }
}
