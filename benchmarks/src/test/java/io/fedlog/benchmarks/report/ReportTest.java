package io.fedlog.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Report report =
      new Report("speed", new Machine("a cpu", 2, "17.0.1", "an os", 0.25))
          .figure("runs", 1234.4, "1/s")
          .figure("vs_yardstick", 0.79, "x", Bar.atLeast(0.8))
          .figure("wait", 40.0, "ms", Bar.atMost(40));

  @Test
  void shouldSayWhichBarsAreMet_whenShownToPeople() {
    assertThat(report.note("One note.").text())
        .contains("speed   2 cores, a cpu, Java 17.0.1, load before 0.3")
        .containsPattern("runs +1,234 1/s\n")
        .containsPattern("vs_yardstick +0\\.79 x +>= 0\\.80 +NOT met\n")
        .containsPattern("wait +40\\.0 ms +<= 40\\.0 +met\n")
        .endsWith("\n  One note.\n");
  }

  @Test
  void shouldBeFlat_whenJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report.json());

    assertThat(json.get("benchmark").textValue()).isEqualTo("speed");
    assertThat(json.get("java").textValue()).isEqualTo("17.0.1");
    assertThat(json.get("runs").doubleValue()).isEqualTo(1234.4);
    assertThat(json.get("vs_yardstick").doubleValue()).isEqualTo(0.79);
    assertThat(json.get("bars").get("vs_yardstick").get("met").booleanValue()).isFalse();
    assertThat(json.get("bars").get("wait").get("met").booleanValue()).isTrue();
    assertThat(json.get("bars").has("runs")).isFalse();
  }

  @Test
  void shouldNotMeetABar_whenTheFigureIsNoNumber() {
    assertThat(Bar.atLeast(0).isMetBy(Double.NaN)).isFalse();
    assertThat(Bar.atMost(1).isMetBy(Double.NaN)).isFalse();
  }

  @Test
  void shouldBeWrong_onlyWhenSomethingIs() {
    assertThat(report.isWrong()).isFalse();
    assertThat(report.wrong("a hash differs").isWrong()).isTrue();
    assertThat(report.text()).contains("WRONG: a hash differs");
  }
}
