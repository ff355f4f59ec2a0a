package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
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

  @Test
  void shouldRefuseToTakeWhatCannotBe() {
    Participation all =
        new Participation(
            List.of("a", "b", "c"),
            2,
            BigDecimal.ONE,
            Duration.ZERO,
            Duration.ofSeconds(1),
            AtDeadline.FAIL);
    SelectionRecord how = new SelectionRecord(SelectionRules.newBuilder().build(), 3, 3, 2, 9);

    for (int take : new int[] {-1, 1, 4}) {
      assertThatThrownBy(() -> all.drawn(all.targets(), take, how))
          .hasMessage(
              "take: expected 0 (every update), or from min_stores to the stores asked, came "
                  + take);
    }
    assertThat(all.drawn(all.targets(), 2, how).take()).isEqualTo(2);
    assertThat(all.drawn(all.targets(), 3, how).take()).isEqualTo(3);
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
