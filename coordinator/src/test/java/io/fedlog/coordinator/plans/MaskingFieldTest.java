package io.fedlog.coordinator.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.SecureRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingFieldTest {

  private static final Duration JOIN = Duration.ofSeconds(30);
  private static final Duration DEADLINE = Duration.ofSeconds(110);

  @ParameterizedTest
  @ValueSource(strings = {"null", "false"})
  void shouldBePlain_whenItSaysSo(String json) throws Exception {
    assertThat(read(json)).isNull();
    assertThat(MaskingField.read(null, "f", JOIN, DEADLINE)).isNull();
  }

  @Test
  void shouldTakeTheUsual_whenItOnlySaysThatItMasks() throws Exception {
    // A quarter of the 80 s that are left after joining.
    SecureRules usual =
        new SecureRules(40, 20, "0.3", "0.33", Adversary.SEMI_HONEST, false, 20_000L, 0);
    assertThat(read("true")).isEqualTo(usual);
    assertThat(read("{}")).isEqualTo(usual);
    assertThat(MaskingField.phaseMs(JOIN, Duration.ofMinutes(10))).isEqualTo(120_000);
    assertThat(MaskingField.phaseMs(JOIN, Duration.ofSeconds(1))).isEqualTo(1);
  }

  @Test
  void shouldTakeWhatIsSaid() throws Exception {
    String json =
        """
        {"drop_out": 0.1, "corrupt": "0.2", "security_bits": 80, "completion_bits": 30,
         "adversary": "malicious", "complete_graph": true, "phase_ms": 5000, "group_size": 12}
        """;
    assertThat(read(json))
        .isEqualTo(new SecureRules(80, 30, "0.1", "0.2", Adversary.MALICIOUS, true, 5_000L, 12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | secure_aggregation is 3; expected true, false or an object",
        "\"yes\" | secure_aggregation is \"yes\"; expected true, false or an object",
        "{\"phase_seconds\": 3} | there is no field secure_aggregation.phase_seconds; expected one"
            + " of [security_bits",
        "{\"adversary\": \"curious\"} | secure_aggregation.adversary is \"CURIOUS\"; expected one"
            + " of [SEMI_HONEST, MALICIOUS]",
        "{\"complete_graph\": 1} | secure_aggregation.complete_graph is 1; expected true or false",
        "{\"group_size\": 1.5} | secure_aggregation.group_size is 1.5; expected a whole number",
      })
  void shouldSayWhatWasExpected_whenItCannotBe(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static @Nullable SecureRules read(String json) throws Exception {
    JsonNode value = new ObjectMapper().readTree(json);
    return MaskingField.read(value, "secure_aggregation", JOIN, DEADLINE);
  }
}
