package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundStatus.AGGREGATING;
import static io.fedlog.learning.round.RoundStatus.CANCELLED;
import static io.fedlog.learning.round.RoundStatus.COMPLETED;
import static io.fedlog.learning.round.RoundStatus.CREATED;
import static io.fedlog.learning.round.RoundStatus.FAILED;
import static io.fedlog.learning.round.RoundStatus.IN_PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundStatusTest {

  private static final Map<RoundStatus, Set<RoundStatus>> GRAPH =
      Map.of(
          CREATED, EnumSet.of(IN_PROGRESS, FAILED, CANCELLED),
          IN_PROGRESS, EnumSet.of(AGGREGATING, FAILED, CANCELLED),
          AGGREGATING, EnumSet.of(COMPLETED, FAILED),
          COMPLETED, EnumSet.noneOf(RoundStatus.class),
          FAILED, EnumSet.noneOf(RoundStatus.class),
          CANCELLED, EnumSet.noneOf(RoundStatus.class));

  @Test
  void shouldAllowTheGraphAndNothingElse_whenAnyTwoAreTried() {
    for (RoundStatus from : RoundStatus.values()) {
      for (RoundStatus to : RoundStatus.values()) {
        assertThat(from.canBecome(to))
            .as("%s to %s", from, to)
            .isEqualTo(GRAPH.getOrDefault(from, Set.of()).contains(to));
      }
    }
  }

  @Test
  void shouldBeOpenOrDecidedOrOver_whenAsked() {
    assertThat(RoundStatus.values())
        .filteredOn(RoundStatus::isOpen)
        .containsExactly(CREATED, IN_PROGRESS);
    assertThat(RoundStatus.values())
        .filteredOn(RoundStatus::isOver)
        .containsExactly(COMPLETED, FAILED, CANCELLED);
  }

  @Test
  void shouldRefuse_whenARoundWouldLeaveTheGraph() {
    Round round = new Round(TermsDraft.round("r1").terms(), 0, 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> round.become(COMPLETED))
        .withMessage("round r1 cannot go from CREATED to COMPLETED");
  }
}
