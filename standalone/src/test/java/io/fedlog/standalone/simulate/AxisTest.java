package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @ParameterizedTest
  @CsvSource({
    "0, 22.2, '0 5 10 15 20 25'",
    "0, 240, '0 50 100 150 200 250'",
    "0.9066, 0.9303, '0.905 0.910 0.915 0.920 0.925 0.930 0.935'",
    "0, 3, '0.0 0.5 1.0 1.5 2.0 2.5 3.0'",
    "-1, 1, '-1.0 -0.5 0.0 0.5 1.0'",
    "5, 5, '5.00 5.01 5.02 5.03 5.04 5.05'",
  })
  void shouldHaveRoundNumbers(double least, double most, String expected) {
    Axis axis = Axis.over(least, most, 6);

    assertThat(String.join(" ", axis.numbers().stream().map(BigDecimal::toPlainString).toList()))
        .isEqualTo(expected);
    assertThat(axis.place(least)).isBetween(0.0, 1.0);
    assertThat(axis.place(most)).isBetween(0.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "2500, 2.50 s",
    "90250, 90.3 s",
    "2742000, 45.7 min",
    "90000000, 25.0 h",
  })
  void shouldSpeakOfTimes(double ms, String expected) {
    assertThat(Unit.ofTime(ms).figure(ms)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "840, 0.84 kB",
    "240240, 240 kB",
    "8400000, 8.40 MB",
  })
  void shouldSpeakOfVolumes(double bytes, String expected) {
    assertThat(Unit.ofBytes(bytes).figure(bytes)).isEqualTo(expected);
  }
}
