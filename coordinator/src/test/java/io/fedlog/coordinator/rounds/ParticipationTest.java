package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.AtDeadline;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParticipationTest {

  @Test
  void shouldRefuseAndNameTheField_whenAValueCannotWork() {
    refused(List.of(), 0, "0.8", 1, 10, "min_stores", "came 0");
    refused(List.of(), 1, "1.01", 1, 10, "threshold", "came 1.01");
    refused(List.of(), 1, "-0.1", 1, 10, "threshold", "came -0.1");
    refused(List.of(), 1, "0.8", -1, 10, "join_window", "PT-1S");
    refused(List.of(), 1, "0.8", 1, 0, "deadline", "PT0S");
    refused(List.of(), 1, "0.8", 11, 10, "join_window", "PT11S");
    refused(List.of("a", "a"), 1, "0.8", 1, 10, "target_stores", "\"a\" twice");
    refused(List.of("a#1"), 1, "0.8", 1, 10, "target_stores", "\"a#1\"");
    refused(List.of(" "), 1, "0.8", 1, 10, "target_stores", "\" \"");
  }

  private static void refused(
      List<String> targets,
      int minStores,
      String threshold,
      int window,
      int deadline,
      String field,
      String value) {
    assertThatThrownBy(
            () ->
                new Participation(
                    targets,
                    minStores,
                    new BigDecimal(threshold),
                    Duration.ofSeconds(window),
                    Duration.ofSeconds(deadline),
                    AtDeadline.FAIL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(field)
        .hasMessageContaining(value);
  }
}
