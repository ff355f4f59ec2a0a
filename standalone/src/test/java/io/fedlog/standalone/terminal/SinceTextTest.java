package io.fedlog.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class SinceTextTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-19, 2026-11-19T00:00:00Z",
    "2026-11-19T08:30:00Z, 2026-11-19T08:30:00Z",
    "90m, 2026-11-20T10:30:00Z",
    "7d, 2026-11-13T12:00:00Z"
  })
  void shouldGiveTheMoment_whenItIsADayATimeOrHowLongAgo(String text, Instant expected) {
    assertThat(new SinceText().convert(text).at(NOW)).isEqualTo(expected);
  }

  @Test
  void shouldSayWhatIsExpected_whenItIsNone() {
    assertThatThrownBy(() -> new SinceText().convert("yesterday"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'yesterday' is no moment")
        .hasMessageContaining("7d");
  }
}
