package io.fedlog.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.999S, 999 ms",
    "PT12.349S, 12.3 s",
    "PT59.999S, 59.9 s",
    "PT1M, 1 min",
    "PT4M10S, 4 min 10 s",
    "PT2H5M, 2 h 5 min",
    "P3DT4H, 3 d 4 h",
    "PT-2S, -2.0 s"
  })
  void shouldSayItInAtMostTwoUnits(Duration length, String text) {
    assertThat(SpanText.of(length)).isEqualTo(text);
  }
}
